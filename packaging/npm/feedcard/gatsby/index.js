// Gatsby looks for this file; the work is in gatsby-node.js.
