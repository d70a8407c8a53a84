import fs from "node:fs";
import path from "node:path";

export async function posts() {
  const names = fs.readdirSync(path.join(process.cwd(), "posts"));
  const all = await Promise.all(names.map(async (slug) => ({ slug, ...(await import(`../posts/${slug}/index.mdx`)).frontmatter })));
  return all.filter((post) => !post.draft).sort((a, b) => (a.date < b.date ? 1 : -1));
}
