//! Posts without a description of their author's -> the first paragraph of their pages, else of their Markdown, before anything
//! shows it.

use rayon::prelude::*;

use crate::post::Post;
use crate::problem::Problem;
use crate::publish::bodies::Bodies;
use crate::publish::context::PublishContext;
use crate::read;

/// Describes posts whose body is taken from a page by the first paragraph that readers will see: a shortcode in it is
/// resolved there. Of others it is the first of their Markdown. Returns the problems of posts that cannot be read.
pub fn from_pages(context: &PublishContext, posts: &mut [Post]) -> Vec<Problem> {
    if context.pages.is_none() {
        return Vec::new();
    }
    let bodies = Bodies::new(context);
    let undescribed = posts.par_iter_mut().filter(|post| !post.described);
    let problems = undescribed.filter_map(|post| {
        let page = post.body.page.is_some();
        // A body that cannot be made is told of when it is published.
        match page.then(|| bodies.first(post)) {
            Some(Ok(Some(first))) => post.description = first,
            _ if post.description.is_empty() => match read::first_paragraph(post) {
                Ok(first) => post.description = first,
                Err(problem) => return Some(problem),
            },
            _ => {}
        }
        None
    });
    problems.collect()
}
