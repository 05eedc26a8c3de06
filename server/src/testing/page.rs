//! What a test browser got: status, headers, and the forms of a page of ours.
//!
//! The reader knows just enough HTML for pages that this server writes itself: quoted attributes, no scripts in
//! line, forms that are not nested.

use axum::http::{HeaderMap, StatusCode};

/// A reply as a test sees it.
#[derive(Debug, Clone)]
pub struct TestPage {
    /// The path and query that was asked for.
    pub path: String,
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub body: String,
}

/// A form of a page, with the values that it would send untouched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestForm {
    /// Where it goes.
    pub action: String,
    /// `get` or `post`.
    pub method: String,
    /// Names and values, in the order of the page.
    pub fields: Vec<(String, String)>,
}

impl TestPage {
    /// A header, or an empty text.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The first form that goes to `action`.
    ///
    /// # Panics
    /// If the page has none; the message shows which it has.
    #[track_caller]
    pub fn form(&self, action: &str) -> TestForm {
        let forms = self.forms();
        let actions: Vec<_> = forms.iter().map(|form| form.action.clone()).collect();
        forms.into_iter().find(|form| form.action == action).unwrap_or_else(|| {
            panic!("{} ({}) has no form to {action}, only {actions:?}", self.path, self.status)
        })
    }

    /// All forms of the page.
    pub fn forms(&self) -> Vec<TestForm> {
        let mut forms: Vec<TestForm> = Vec::new();
        let mut inside = false;
        for tag in tags(&self.body) {
            match tag.name {
                "form" => {
                    inside = true;
                    forms.push(TestForm {
                        action: tag.attribute("action").unwrap_or_else(|| self.path.clone()),
                        method: tag.attribute("method").unwrap_or_else(|| "get".into()),
                        fields: Vec::new(),
                    });
                }
                "/form" => inside = false,
                "input" if inside => {
                    let kind = tag.attribute("type").unwrap_or_default();
                    let is_unticked = matches!(kind.as_str(), "checkbox" | "radio") && !tag.has("checked");
                    let is_button = matches!(kind.as_str(), "submit" | "button" | "image");
                    if let (Some(name), false, Some(form)) =
                        (tag.attribute("name"), is_unticked || is_button, forms.last_mut())
                    {
                        let default = if kind == "checkbox" { "on" } else { "" };
                        form.fields.push((name, tag.attribute("value").unwrap_or_else(|| default.into())));
                    }
                }
                _ => {}
            }
        }
        forms
    }

    /// The address of the first link whose address begins with `prefix`.
    pub fn link(&self, prefix: &str) -> Option<String> {
        tags(&self.body)
            .filter(|tag| tag.name == "a")
            .filter_map(|tag| tag.attribute("href"))
            .find(|address| address.starts_with(prefix))
    }

    /// The value of attribute `name` of the first element that has it, as in `data-qr="…"`.
    pub fn attribute(&self, name: &str) -> Option<String> {
        tags(&self.body).find_map(|tag| tag.attribute(name))
    }

    /// The text between the tags, with runs of white space as one space.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut rest = self.body.as_str();
        while let Some(start) = rest.find('<') {
            text.push_str(&rest[..start]);
            text.push(' ');
            let Some(end) = rest[start..].find('>') else { break };
            rest = &rest[start + end + 1..];
        }
        text.push_str(rest);
        unescape(&text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The text of the first element with this attribute and value, up to the next tag.
    pub fn text_of(&self, attribute: &str, value: &str) -> Option<String> {
        let tag = tags(&self.body).find(|tag| tag.attribute(attribute).as_deref() == Some(value))?;
        let rest = &self.body[tag.end..];
        let text = &rest[..rest.find('<').unwrap_or(rest.len())];
        Some(unescape(text.trim()))
    }
}

struct Tag<'a> {
    name: &'a str,
    attributes: &'a str,
    end: usize,
}

impl Tag<'_> {
    fn attribute(&self, name: &str) -> Option<String> {
        let mut rest = self.attributes;
        while let Some(found) = rest.find(name) {
            let before = rest[..found].chars().next_back();
            let after = &rest[found + name.len()..];
            if before.is_none_or(char::is_whitespace)
                && let Some(value) = after.strip_prefix("=\"")
            {
                return Some(unescape(&value[..value.find('"')?]));
            }
            rest = after;
        }
        None
    }

    fn has(&self, name: &str) -> bool {
        self.attributes.split_whitespace().any(|part| part == name || part.starts_with(&format!("{name}=")))
    }
}

fn tags(body: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + body.get(at..)?.find('<')? + 1;
        let end = start + body[start..].find('>')?;
        at = end + 1;
        let inner = body[start..end].trim_end_matches('/');
        let name_end = inner.find(char::is_whitespace).unwrap_or(inner.len());
        Some(Tag { name: &inner[..name_end], attributes: &inner[name_end..], end: at })
    })
}

fn unescape(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&lt;", "<")
        .replace("&#60;", "<")
        .replace("&gt;", ">")
        .replace("&#62;", ">")
        .replace("&nbsp;", "\u{a0}")
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, StatusCode};

    use super::TestPage;

    #[test]
    fn forms_are_read_as_a_browser_would_send_them() {
        let body = r#"<p>Hello &amp; welcome</p><form method="post" action="/sign-in"><input type="hidden" name="csrf"
            value="a&#34;b"><input name="user" required><input type="checkbox" name="trust" checked>
            <input type="checkbox" name="no"><input type="submit" name="go" value="1"></form>"#;
        let page = TestPage {
            path: "/".into(),
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body: body.into(),
        };
        let form = page.form("/sign-in");
        let fields: Vec<_> =
            form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(fields, [("csrf", "a\"b"), ("user", ""), ("trust", "on")]);
        assert_eq!(page.text(), "Hello & welcome");
    }
}
