//! Whether a free desktop has somebody who shows notifications.

use zbus::fdo::DBusProxy;
use zbus::names::BusName;
use zbus::{Connection, Result};

const SERVICE: &str = "org.freedesktop.Notifications";

/// Somebody has the name, or the bus would start somebody for it.
pub(super) async fn is_there() -> bool {
    ask().await.unwrap_or(false)
}

async fn ask() -> Result<bool> {
    let bus = Connection::session().await?;
    let names = DBusProxy::new(&bus).await?;
    if names.name_has_owner(BusName::try_from(SERVICE)?).await? {
        return Ok(true);
    }
    Ok(names.list_activatable_names().await?.iter().any(|name| name.as_str() == SERVICE))
}
