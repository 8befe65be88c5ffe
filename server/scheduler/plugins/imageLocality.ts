import { maxScore, type ScorePlugin } from "../framework";

const mebibyte = 1024 * 1024;
const leastBytes = 23 * mebibyte;
const mostBytesPerContainer = 1000 * mebibyte;

/** Prefers nodes that have the images already; by size, and less so for images that few nodes have (no pile-up there). */
export const imageLocality: ScorePlugin = {
  name: "ImageLocality",
  score({ pod }, { images, nodeCount }) {
    if (images.isEmpty) return undefined;
    const containers = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
    const wanted = containers.map(({ image = "" }) => withTag(image));
    if (wanted.every((image) => images.nodesWith(image) === 0)) return undefined;
    const mostBytes = mostBytesPerContainer * containers.length;
    return {
      score(row) {
        let weighed = 0;
        for (const image of wanted) weighed += (images.sizeOf(row, image) * images.nodesWith(image)) / nodeCount;
        const within = Math.min(Math.max(weighed, leastBytes), mostBytes);
        return Math.floor((maxScore * (within - leastBytes)) / (mostBytes - leastBytes));
      },
    };
  },
};

function withTag(image: string): string {
  return image.lastIndexOf(":") <= image.lastIndexOf("/") ? `${image}:latest` : image;
}
