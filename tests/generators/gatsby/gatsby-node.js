const path = require("node:path");

exports.createSchemaCustomization = ({ actions }) =>
  actions.createTypes(`
    type MarkdownRemark implements Node { frontmatter: Frontmatter }
    type Frontmatter { title: String, permalink: String, draft: Boolean, hide: Boolean, date: Date @dateformat, description: String }
  `);

exports.createPages = async ({ graphql, actions }) => {
  const { data, errors } = await graphql(`{
    allMarkdownRemark(sort: { frontmatter: { date: DESC } }, filter: { frontmatter: { draft: { ne: true }, hide: { ne: true }, permalink: { nin: [null, "/dummy"] } } }) {
      nodes { id frontmatter { permalink } }
    }
  }`);
  if (errors) throw errors;
  for (const { id, frontmatter } of data.allMarkdownRemark.nodes)
    actions.createPage({ path: frontmatter.permalink, component: path.resolve("src/templates/post.js"), context: { id } });
};
