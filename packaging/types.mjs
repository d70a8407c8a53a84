// TypeScript of the options, made from the JSON schema of feedcard.yaml: keys in camelCase and as they are, all of them optional.

const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());

function kind(schema, depth, root) {
  if (schema.$ref) return kind(root.definitions[schema.$ref.split("/").pop()], depth, root);
  if (schema.enum?.length > 40) return "string"; // time zones
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const choice = schema.anyOf ?? schema.oneOf;
  if (choice) return [...new Set(choice.map((one) => kind(one, depth, root)))].join(" | ");
  const named = [schema.type].flat().map((type) => {
    if (type === "object") return members(schema, depth, root);
    if (type === "array") return `Array<${schema.items ? kind(schema.items, depth, root) : "unknown"}>`;
    return { string: "string", integer: "number", number: "number", boolean: "boolean", null: "null" }[type] ?? "unknown";
  });
  return [...new Set(named)].join(" | ");
}

function members(schema, depth, root) {
  if (!schema.properties) {
    const value = typeof schema.additionalProperties === "object" ? kind(schema.additionalProperties, depth, root) : "unknown";
    return `Record<string, ${value}>`;
  }
  const pad = "  ".repeat(depth + 1);
  const lines = Object.entries(schema.properties).flatMap(([name, inner]) => {
    const says = inner.description ? [`${pad}/** ${inner.description.replaceAll("*/", "* /")} */`] : [];
    const spellings = [...new Set([camel(name), name])];
    return spellings.flatMap((spelling) => [...says, `${pad}${JSON.stringify(spelling)}?: ${kind(inner, depth + 1, root)};`]);
  });
  return `{\n${lines.join("\n")}\n${"  ".repeat(depth)}}`;
}

/** The whole of types.d.ts. */
export function types(schema) {
  return `/** Keys of feedcard.yaml; what is given here wins over the file. */
export interface Keys ${members(schema, 0, schema)}

export interface Options extends Keys {
  /** Another configuration file than the nearest feedcard.yaml */
  config?: string;
  /** Warnings fail the build */
  strict?: boolean;
  /** Publish the good posts despite errors; the build fails all the same */
  keepGoing?: boolean;
}

export interface Log {
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

export interface Build {
  /** The folder that the host serves at \`site.url\` */
  folder: string;
  /** The folder of the blog. Default: the working directory */
  root?: string;
  options?: Options;
  /** What the generator says; feedcard.yaml and options win over it */
  known?: Keys;
  log?: Log;
}

/** Runs \`feedcard build --site\`; rejects when it fails. */
export function build(what: Build): Promise<void>;
/** The same, waiting; throws when it fails. */
export function buildSync(what: Build): void;
/** The path of the program. */
export function find(): string;
`;
}
