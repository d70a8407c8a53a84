import React from "react";
import { graphql, Link } from "gatsby";

export default function Home({ data }) {
  return <main><h1>Harbour log</h1><ul>{data.posts.nodes.map((node) => <li key={node.id}><Link to={node.frontmatter.permalink}>{node.frontmatter.title}</Link></li>)}</ul></main>;
}

export const Head = () => <title>Harbour log</title>;

export const query = graphql`{
  posts: allMarkdownRemark(sort: { frontmatter: { date: DESC } }, filter: { frontmatter: { draft: { ne: true }, hide: { ne: true }, permalink: { nin: [null, "/dummy"] } } }) { nodes { id frontmatter { title permalink } } }
}`;
