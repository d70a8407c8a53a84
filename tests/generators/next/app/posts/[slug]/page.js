import { posts } from "../../posts";

export const dynamicParams = false;

export async function generateStaticParams() {
  return (await posts()).map(({ slug }) => ({ slug }));
}

export async function generateMetadata({ params }) {
  const { slug } = await params;
  const { title, description } = (await posts()).find((post) => post.slug === slug);
  return { title, description, alternates: { canonical: `/posts/${slug}/` }, openGraph: { title, description } };
}

export default async function Post({ params }) {
  const { slug } = await params;
  const { default: Body, frontmatter } = await import(`../../../posts/${slug}/index.mdx`);
  const others = (await posts()).filter((post) => post.slug !== slug);
  return (
    <main>
      <article>
        <h1>{frontmatter.title}</h1>
        <time dateTime={frontmatter.date}>{frontmatter.date.slice(0, 10)}</time>
        <Body />
      </article>
      <aside><h2>Others</h2>{others.map((post) => <p key={post.slug}><a href={`/posts/${post.slug}/`}>{post.title}</a></p>)}</aside>
    </main>
  );
}
