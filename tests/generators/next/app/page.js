import Link from "next/link";
import { posts } from "./posts";

export default async function Home() {
  return <main><h1>Harbour log</h1><ul>{(await posts()).map((post) => <li key={post.slug}><Link href={`/posts/${post.slug}/`}>{post.title}</Link></li>)}</ul></main>;
}
