export interface Settings {
  readonly port: number;
  readonly host: string;
  readonly apiPort: number;
  readonly dataDir: string;
  readonly nodes: number;
  readonly runtime: "auto" | "docker" | "process";
  readonly gatewayPort: number;
  readonly gateway: "auto" | "haproxy" | "embedded";
  readonly adminEmail: string;
  readonly adminPassword: string;
  readonly databaseUrl: string;
  readonly secretKey: string;
  readonly nodeGraceSeconds: number;
}
export declare const settingList: Readonly<
  Record<keyof Settings, { readonly name: string; readonly fallback: string; readonly says: string }>
>;
export declare function readSettings(environment: Record<string, string | undefined>): Settings;
export declare function helpText(): string;
export declare function runDir(dataDir: string): string;
