//! Tables that nobody knows, and what a person says of their columns.

use countersign_authenticator as core;

use crate::dto::{ColumnRole, ColumnView, CommandError, ErrorCode, TableColumns, TableView};

/// The roles on both sides.
const ROLES: [(core::ColumnRole, ColumnRole); core::ColumnRole::ALL.len()] = [
    (core::ColumnRole::Secret, ColumnRole::Secret),
    (core::ColumnRole::Issuer, ColumnRole::Issuer),
    (core::ColumnRole::Account, ColumnRole::Account),
    (core::ColumnRole::Kind, ColumnRole::Kind),
    (core::ColumnRole::Algorithm, ColumnRole::Algorithm),
    (core::ColumnRole::Digits, ColumnRole::Digits),
    (core::ColumnRole::Period, ColumnRole::Period),
    (core::ColumnRole::Counter, ColumnRole::Counter),
    (core::ColumnRole::Group, ColumnRole::Group),
    (core::ColumnRole::Note, ColumnRole::Note),
    (core::ColumnRole::Pinned, ColumnRole::Pinned),
];

impl From<core::TableLook> for TableView {
    fn from(look: core::TableLook) -> Self {
        Self {
            columns: look.columns.into_iter().map(ColumnView::from).collect(),
            has_header: look.has_header,
        }
    }
}

impl From<core::Column> for ColumnView {
    fn from(column: core::Column) -> Self {
        let outward = |role| ROLES.iter().find(|(inner, _)| *inner == role).map(|(_, outer)| *outer);
        Self {
            name: column.name.map(String::from),
            samples: column.samples,
            role: column.role.and_then(outward),
        }
    }
}

impl TryFrom<TableColumns> for core::TableMapping {
    type Error = CommandError;

    fn try_from(columns: TableColumns) -> Result<Self, CommandError> {
        let inward = |role| ROLES.iter().find(|(_, outer)| *outer == role).map(|(inner, _)| *inner);
        let roles: Vec<_> = columns.roles.into_iter().map(|role| role.and_then(inward)).collect();
        Self::of_roles(&roles, columns.has_header).ok_or_else(|| {
            CommandError::new(ErrorCode::FileColumnsUnknown, "no column is said to hold the secret")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_has_its_twin() {
        for role in core::ColumnRole::ALL {
            assert_eq!(ROLES.iter().filter(|(inner, _)| *inner == role).count(), 1, "{role:?}");
        }
    }

    #[test]
    fn columns_without_a_secret_are_refused() {
        let columns = |roles| TableColumns { roles, has_header: true };
        let mapping = core::TableMapping::try_from(columns(vec![None, Some(ColumnRole::Secret)])).unwrap();
        assert_eq!((mapping.secret, mapping.has_header), (1, true));
        let refused = core::TableMapping::try_from(columns(vec![Some(ColumnRole::Issuer)])).unwrap_err();
        assert_eq!(refused.code, ErrorCode::FileColumnsUnknown);
    }
}
