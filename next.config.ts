import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

const withIntl = createNextIntlPlugin("./components/i18n/request.ts");

const config: NextConfig = {
  // Types and lint are checked once, by `npm test`, for the whole repository.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  devIndicators: false,
  images: { unoptimized: true },
  experimental: {
    // Pages are shells without data: one that was rendered once stays good for the whole visit.
    staleTimes: { dynamic: 3600, static: 3600 },
    optimizePackageImports: ["radix-ui", "lucide-react"],
  },
};

export default withIntl(config);
