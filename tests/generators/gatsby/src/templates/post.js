import React from "react";
import { graphql, Link } from "gatsby";

export default function Post({ data: { post, others } }) {
  return (
    <div id="site">
      <header><Link to="/">Harbour log</Link></header>
      <main>
        <article>
          <h1>{post.frontmatter.title}</h1>
          <time dateTime={post.frontmatter.date}>{post.frontmatter.day}</time>
          <section className="body" dangerouslySetInnerHTML={{ __html: post.html }} />
        </article>
        <nav><h2>Read next</h2>{others.nodes.map((node) => <Link key={node.id} to={node.frontmatter.permalink}>{node.frontmatter.title}</Link>)}</nav>
      </main>
      <footer>© the keeper</footer>
    </div>
  );
}

export const Head = ({ data: { post, site } }) => (
  <>
    <html lang="ko" />
    <title>{`${post.frontmatter.title} | ${site.siteMetadata.title}`}</title>
    <meta name="description" content={post.frontmatter.description || post.excerpt} />
    <link rel="canonical" href={`${site.siteMetadata.siteUrl}${post.frontmatter.permalink}/`} />
  </>
);

export const query = graphql`
  query Post($id: String!) {
    site { siteMetadata { title siteUrl } }
    post: markdownRemark(id: { eq: $id }) { html excerpt frontmatter { title date day: date(formatString: "YYYY-MM-DD") description permalink } }
    others: allMarkdownRemark(limit: 3, sort: { frontmatter: { date: DESC } }, filter: { frontmatter: { draft: { ne: true }, hide: { ne: true }, permalink: { nin: [null, "/dummy"] } } }) {
      nodes { id frontmatter { title permalink } }
    }
  }
`;
