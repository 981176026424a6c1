//! A framework seen by its attributes, as ISO/IEC 27002 suggests: what is covered of the
//! preventive controls, of those that protect integrity, and so on.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Views;
use super::common::href;
use super::coverage::{StateCounts, attributes_address, counts, state_of};
use super::site::PageHead;
use crate::model::{Control, Framework};

/// The page of a framework's attributes.
#[derive(Debug, Clone, Serialize)]
pub struct AttributesView {
    /// The page's frame.
    pub page: PageHead,
    /// Title of the framework.
    pub framework: String,
    /// The path of the framework's page from the root.
    pub framework_href: String,
    /// The day for which states are given.
    pub date: String,
    /// Attributes, by name.
    pub attributes: Vec<AttributeGroup>,
}

/// An attribute.
#[derive(Debug, Clone, Serialize)]
pub struct AttributeGroup {
    /// Its name, in words.
    pub name: String,
    /// An anchor for it.
    pub anchor: String,
    /// Its values, in the order in which the framework first has them.
    pub values: Vec<AttributeValue>,
}

/// A value of an attribute.
#[derive(Debug, Clone, Serialize)]
pub struct AttributeValue {
    /// The value.
    pub value: String,
    /// Counts over the entries that have it.
    pub counts: StateCounts,
    /// These entries.
    pub controls: Vec<Cell>,
}

/// An entry in a grid.
#[derive(Debug, Clone, Serialize)]
pub struct Cell {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The path of its page from the root.
    pub href: String,
    /// Its state of coverage.
    pub state: &'static str,
}

/// Returns the page of a framework's attributes.
pub fn attributes_view(views: &Views<'_>, framework: &Framework) -> Option<AttributesView> {
    let address = attributes_address(framework)?;
    let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, values) in framework.controls.iter().flat_map(|control| &control.attributes) {
        let known = names.entry(name).or_default();
        for value in values {
            if !known.contains(&value.as_str()) {
                known.push(value);
            }
        }
    }
    let group = |(number, (name, values)): (usize, (&str, Vec<&str>))| AttributeGroup {
        name: name.replace('-', " "),
        anchor: format!("pb-attribute-{}", number + 1),
        values: values.into_iter().map(|value| attribute_value(views, framework, name, value)).collect(),
    };
    Some(AttributesView {
        page: PageHead::new(views, format!("{}: attributes", framework.short_title), "frameworks", &address),
        framework: framework.title.clone(),
        framework_href: href(&framework.address()),
        date: views.today.to_string(),
        attributes: names.into_iter().enumerate().map(group).collect(),
    })
}

fn attribute_value(views: &Views<'_>, framework: &Framework, name: &str, value: &str) -> AttributeValue {
    let has = |control: &Control| control.attributes.get(name).is_some_and(|of| of.iter().any(|other| other == value));
    let cell = |control: &Control| Cell {
        id: control.id.clone(),
        title: control.title.clone(),
        href: href(&framework.control_address(control)),
        state: state_of(views, framework, control),
    };
    AttributeValue {
        value: value.to_owned(),
        counts: counts(views, framework, has),
        controls: framework.controls.iter().filter(|control| has(control)).map(cell).collect(),
    }
}
