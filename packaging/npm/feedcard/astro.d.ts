import type { Options } from "./types.js";
export default function feedcard(options?: Options): { name: string; hooks: Record<string, (...given: any[]) => void | Promise<void>> };
