module.exports = {
  siteMetadata: { title: "Harbour log", description: "What happens around the lighthouse", siteUrl: "https://log.example.org" },
  plugins: [
    { resolve: "gatsby-source-filesystem", options: { name: "content", path: `${__dirname}/content` } },
    "gatsby-plugin-sharp",
    {
      resolve: "gatsby-transformer-remark",
      options: {
        plugins: [
          "gatsby-remark-autolink-headers",
          { resolve: "gatsby-remark-images", options: { maxWidth: 720, linkImagesToOriginal: true, showCaptions: ["title"] } },
          "gatsby-remark-copy-linked-files",
          "gatsby-remark-prismjs",
        ],
      },
    },
  ],
};
