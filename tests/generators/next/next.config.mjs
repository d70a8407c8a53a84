import createMDX from "@next/mdx";
import rehypeImport from "rehype-mdx-import-media";
import remarkFrontmatter from "remark-frontmatter";
import remarkGfm from "remark-gfm";
import remarkMdxFrontmatter from "remark-mdx-frontmatter";

const withMDX = createMDX({
  options: { remarkPlugins: [remarkFrontmatter, remarkMdxFrontmatter, remarkGfm], rehypePlugins: [rehypeImport] },
});

export default withMDX({ output: "export", trailingSlash: true, images: { unoptimized: true }, pageExtensions: ["jsx", "js", "mdx"] });
