import Link from "@docusaurus/Link";
import Layout from "@theme/Layout";

export default function Home() {
  return <Layout><main><h1>Harbour log</h1><p>One lighthouse, one keeper, <Link to="/blog">one log</Link>.</p></main></Layout>;
}
