type Options = import("./types.js").Options;
declare function feedcard(eleventyConfig: any, options?: Options): void;
export = feedcard;
