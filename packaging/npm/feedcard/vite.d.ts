import type { Options } from "./types.js";
export default function feedcard(options?: Options): any;
