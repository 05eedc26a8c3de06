//! The server as one value: opened from a configuration, served by a listener, stopped in good order.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::FromRef;
use axum::middleware;
use axum_server::tls_rustls::RustlsConfig;
use axum_server::{Address, Handle, Server};
use lettre::message::Mailbox;
use tokio::net::TcpListener;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::config::{Config, ConfigError};
use crate::data_folder::{DataFolderError, database_file, open_alone};
use crate::domain::Hashed;
use crate::hashing::{HashingPool, NoPool};
use crate::http::{Site, SiteParts};
use crate::keys::{KeysError, ServerKeys, random, write_private};
use crate::mail::{self, Transport, TransportError};
use crate::push::{self, Courier, Loopback, PushKey};
use crate::rules::Rules;
use crate::storage::{Storage, StorageError};
use crate::wake::Wake;
use crate::{api, http, oauth, web};

/// How long requests that are under way may take after the server was told to stop.
const GRACE: Duration = Duration::from_secs(10);
/// How long a new connection may take to say what it wants.
const HEADERS: Duration = Duration::from_secs(15);
/// How often what has had its time is forgotten.
const SWEEP: Duration = Duration::from_mins(1);
/// How often to look whether there is a new instance key.
const KEYS: Duration = Duration::from_secs(10);

/// Why the server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The key files.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// The database.
    #[error("the database in {file} cannot be opened")]
    Storage {
        /// The file.
        file: PathBuf,
        /// Why.
        #[source]
        source: StorageError,
    },
    /// The folder for data.
    #[error(transparent)]
    Folder(#[from] DataFolderError),
    /// argon2 does not take the parameters, or there are no threads for it.
    #[error(transparent)]
    Hashing(#[from] NoPool),
    /// The certificate or its key.
    #[error("the TLS files cannot be used")]
    Tls(#[source] std::io::Error),
    /// The way out for mail.
    #[error(transparent)]
    Mail(#[from] TransportError),
    /// The listener.
    #[error("serving failed")]
    Serve(#[source] std::io::Error),
}

/// What every handler can reach. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The operations on what is remembered.
    pub storage: Storage,
    /// The clock that decides.
    pub clock: Clock,
    /// The keys outside the database.
    pub keys: Arc<ServerKeys>,
    /// What the operator decided.
    pub rules: Arc<Rules>,
    /// Password hashing.
    pub hashing: HashingPool,
    /// Waking waiters.
    pub wake: Wake,
    /// Waking devices that are away; `None` while push is off.
    pub push: Option<Arc<Courier>>,
    /// Where this server lives, for cookies and forms.
    pub site: Arc<Site>,
    /// Ends all waits when the server stops.
    pub stop: CancellationToken,
    /// The way out for mail, and whom it is from; `None` while mail is off.
    pub mail: Option<Arc<(Transport, Mailbox)>>,
    /// Whether pages carry the development banner.
    pub development: bool,
}

impl AppState {
    /// What time it is, in seconds since 1970.
    pub fn now(&self) -> u64 {
        self.clock.now()
    }
}

impl FromRef<AppState> for Arc<Site> {
    fn from_ref(state: &AppState) -> Self {
        state.site.clone()
    }
}

/// The server. Cheap to clone.
#[derive(Clone)]
pub struct App {
    state: AppState,
    tls: Option<RustlsConfig>,
}

impl App {
    /// Opens keys and database. `listening` is the address that was bound, which names the origin in development.
    pub async fn open(config: &Config, listening: SocketAddr, clock: Clock) -> Result<Self, StartError> {
        let rules = Arc::new(config.rules(listening)?);
        let database = database_file(&config.data)?;
        let alone = open_alone(&config.data).await?;
        let keys = Arc::new(ServerKeys::load(&config.data, database.exists())?);
        keys.look_again(clock.now())?;
        if !database.exists() {
            // Made by SQLite itself, others could read it in a folder that somebody else made.
            write_private(&database, &[])
                .map_err(|source| DataFolderError::Io { folder: database.clone(), source })?;
        }
        let wake = Wake::default();
        let storage = Storage::open(&database, keys.clone(), rules.clone(), wake.clone())
            .await
            .map_err(|source| StartError::Storage { file: database, source })?;
        drop(alone);
        let hashing = HashingPool::new(config.hashing, config.hashing_permits, config.hashing_queue)?;
        let site = Arc::new(Site::new(SiteParts {
            origin: rules.origin.clone(),
            proxies: config.proxies.clone(),
            only_by_proxy: !config.development && config.tls.is_none(),
            form_key: keys.form_key(),
        }));
        let mail = match &config.mail {
            Some(settings) => {
                let transport = Transport::prepare(&settings.transport, &mail::host(&rules.origin))?;
                Some(Arc::new((transport, settings.from.clone())))
            }
            None => None,
        };
        let push = match &config.push {
            Some(settings) => {
                let key = PushKey::load(&config.data)?;
                let loopback = if config.development { Loopback::Allowed } else { Loopback::Refused };
                // Push services want an https address, which development does not have.
                let contact = Some(rules.origin.to_string()).filter(|_| rules.origin.is_https());
                Some(Arc::new(Courier::new(key, settings.clone(), loopback, contact)))
            }
            None => None,
        };
        let state = AppState {
            storage,
            clock,
            keys,
            rules,
            hashing,
            wake,
            push,
            site,
            stop: CancellationToken::new(),
            mail,
            development: config.development,
        };
        let tls = match &config.tls {
            Some((certificate, key)) => Some(load_tls(certificate, key).await?),
            None => None,
        };
        Ok(Self { state, tls })
    }

    /// What handlers can reach; for tests and the command line.
    pub fn state(&self) -> &AppState {
        &self.state
    }

    /// The way out for mail, and whom it is from; `None` while mail is off.
    pub fn mail(&self) -> Option<&(Transport, Mailbox)> {
        self.state.mail.as_deref()
    }

    /// All routes with their layers.
    pub fn router(&self) -> Router {
        let routes = Router::new()
            .merge(web::routes())
            .merge(api::routes())
            .merge(oauth::routes())
            .with_state(self.state.clone());
        let layered = http::layers(routes, self.state.site.clone(), web::render_problem);
        // Outermost, so that devices read nonce and time on the layers' own replies too.
        layered.layer(middleware::from_fn_with_state(self.state.clone(), api::stamp))
    }

    /// Makes this moment's setup link, if there is no account yet: its token belongs into the fragment of `/setup`.
    pub async fn setup_token(&self) -> Result<Option<String>, StorageError> {
        if self.state.storage.has_accounts().await? {
            return Ok(None);
        }
        let token = countersign_protocol::encoding::encode(&random::<16>());
        self.state.storage.renew_setup_link(Hashed::of(&token), self.state.clock.now()).await?;
        Ok(Some(token))
    }

    /// Serves until `stop` resolves; then lets requests under way finish.
    pub async fn serve(
        self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), StartError> {
        let service = self.router().into_make_service_with_connect_info::<SocketAddr>();
        let handle = Handle::new();
        let (ending, waits) = (handle.clone(), self.state.stop.clone());
        tokio::spawn(async move {
            stop.await;
            tracing::info!("stopping");
            waits.cancel();
            ending.graceful_shutdown(Some(GRACE));
        });
        tokio::spawn(sweep(self.state.clone()));
        tokio::spawn(look_after_keys(self.state.clone()));
        tokio::spawn(mail::run(self.state.clone()));
        tokio::spawn(push::run(self.state.clone()));
        let listener = listener.into_std().map_err(StartError::Serve)?;
        let served = match &self.tls {
            None => {
                let server = axum_server::from_tcp(listener).map_err(StartError::Serve)?;
                // Proxies speak HTTP/1.1. Not to look for the other version first halves what every connection
                // that waits keeps to read into.
                patient(server.handle(handle).http1_only()).serve(service).await
            }
            Some(tls) => {
                let server =
                    axum_server::from_tcp_rustls(listener, tls.clone()).map_err(StartError::Serve)?;
                patient(server.handle(handle)).serve(service).await
            }
        };
        self.state.stop.cancel();
        self.state.storage.close().await;
        served.map_err(StartError::Serve)
    }
}

async fn load_tls(certificate: &Path, key: &Path) -> Result<RustlsConfig, StartError> {
    // Only one provider is built in; that somebody chose it before is no mistake.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    RustlsConfig::from_pem_file(certificate, key).await.map_err(StartError::Tls)
}

/// Sets how patient the server is with connections that say nothing.
fn patient<A: Address, B>(server: Server<A, B>) -> Server<A, B> {
    let mut server = server.first_request_timeout(HEADERS);
    server.http_builder().http1().header_read_timeout(HEADERS);
    server
}

/// Takes up an instance key that an operator has made, and puts it in its place when its time has come.
async fn look_after_keys(state: AppState) {
    let mut every = tokio::time::interval(KEYS);
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while state.stop.run_until_cancelled(every.tick()).await.is_some() {
        let looked = match open_alone(state.keys.folder()).await {
            Ok(_alone) => state.keys.look_again(state.clock.now()).map_err(StartError::from),
            Err(error) => Err(error.into()),
        };
        if let Err(error) = looked {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the instance keys could not be read again: the ones of before sign on"
            );
        }
    }
}

async fn sweep(state: AppState) {
    let mut every = tokio::time::interval(SWEEP);
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while state.stop.run_until_cancelled(every.tick()).await.is_some() {
        if let Err(error) = state.storage.sweep(state.clock.now()).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "what has had its time could not be forgotten"
            );
        }
        if let Err(error) = state.storage.look_for_missing_steps(state.clock.now()).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "sign-ins that ended could not be looked at"
            );
        }
        state.hashing.give_back();
    }
}
