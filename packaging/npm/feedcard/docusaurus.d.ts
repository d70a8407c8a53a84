type Options = import("./types.js").Options;
declare function feedcard(context: any, options: Options): { name: string; postBuild(given: any): Promise<void> };
export = feedcard;
