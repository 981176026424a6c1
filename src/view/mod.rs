//! What a template or a data file may see: one plain, serialisable type per kind
//! of page. Values are ready to print: dates are texts, addresses are relative
//! to the site's root, and absent values are `null`.
//!
//! Nothing here is true only on the day of the build, but for what carries its
//! date with it (coverage and readiness): due dates are given as dates, and a
//! reader's browser marks them.

mod a_z;
mod acknowledgements;
mod acknowledgements_page;
mod approved_changes;
mod as_at;
mod asked;
mod attributes;
mod changes;
mod claims;
mod common;
mod control;
mod control_block;
mod coverage;
mod document;
mod grades;
mod home;
mod impact;
mod navigation;
mod past_key;
mod past_text;
mod pictures;
mod readiness;
mod register;
mod release;
mod reviews;
mod revisions;
mod search;
mod site;
mod sitemap;
mod small;
mod snapshot_changes;
mod soa;
mod version;

pub use a_z::{AToZView, a_z_view};
pub use acknowledgements::{AcknowledgementRow, AskedView, EarlierRow, StatementRow, acknowledgement_rows};
pub use acknowledgements_page::{AcknowledgementsView, acknowledgements_view};
pub use approved_changes::{ApprovedChange, ApprovedChangesView, FeedView, approved_changes_view, feed_view};
pub use as_at::{AsAtData, AsAtView, as_at_data, as_at_view, has_days};
pub use attributes::{AttributeGroup, AttributeValue, AttributesView, Cell, attributes_view};
pub use changes::{ChangesView, ClaimChange, FieldChange, TextChanges, changes_view};
pub use common::{DocumentLink, FindingIndex, FindingRow, Views};
pub use control::{AttributeRow, ControlView, control_view};
pub use coverage::{
    ControlRow, DerivedRow, FrameworkCard, FrameworkView, GroupView, StateCounts, attributes_address, framework_cards,
    framework_view,
};
pub use document::{DocumentView, backlinks, document_view};
pub use home::{HomeView, home_view};
pub use impact::{
    Acknowledgement, ChangedDocument, ControlsImpact, DocumentRow, DocumentsImpact, ExcerptRow, FindingCounts,
    FindingsImpact, Impact, ImpactBase, ImpactFinding, ImpactHead, LostControl, LostThrough, MovedDocument, RunRow,
};
pub use navigation::{Navigation, NavigationGroup, NavigationIndex, NavigationLink};
pub use past_key::past_key;
pub use past_text::PastText;
pub use pictures::{DueBar, DueChart, LifeLine, LifeMark, LifeSpan};
pub use readiness::{ReadinessView, readiness_view};
pub use register::{RegisterRow, RegisterView, register_view};
pub use release::{ReleaseView, ReleasesView, release_view, releases_view};
pub use reviews::{ReviewsView, reviews_view};
pub use revisions::{RevisionRow, revision_rows};
pub use search::SearchEntries;
pub use site::{PageHead, SiteView, site_view};
pub use sitemap::{SitemapPage, SitemapView, sitemap_view};
pub use small::{AliasView, FrameworksView, NotFoundView, alias_view, frameworks_view, not_found_view};
pub use snapshot_changes::{DecisionChange, EntryRow};
pub use soa::{SoaRow, SoaView, soa_view};
pub use version::{
    VersionFrame, VersionRow, VersionView, WitnessRow, changes_address, changes_since_address, is_shown, version_view,
};
