//! The pages, one module each.
pub(crate) mod about;
pub(crate) mod api;
pub(crate) mod brief;
pub(crate) mod document;
pub(crate) mod error;
pub(crate) mod event;
pub(crate) mod events;
pub(crate) mod ground;
pub(crate) mod group;
pub(crate) mod home;
pub(crate) mod layout;
pub(crate) mod map;
pub(crate) mod numbers;
pub(crate) mod place;
pub(crate) mod reports;
pub(crate) mod search;
pub(crate) mod sources;
