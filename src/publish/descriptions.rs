//! Posts without a description of their author's -> the first paragraph of their pages, before anything shows it.

use rayon::prelude::*;

use crate::post::Post;
use crate::publish::bodies::Bodies;
use crate::publish::context::PublishContext;

/// Describes posts whose body is taken from a page by the first paragraph that readers will see: a shortcode in it is
/// resolved there.
pub fn from_pages(context: &PublishContext, posts: &mut [Post]) {
    let bodies = Bodies::new(context);
    posts.par_iter_mut().with_max_len(8).for_each(|post| {
        if post.described || post.body.page.is_none() {
            return;
        }
        // A body that cannot be made is told of when it is published.
        if let Ok(Some(first)) = bodies.first(post) {
            post.description = first;
        }
    });
}
