//! Android: what `LookService.kt` calls, in a process without a window. It sees and says NO; it writes nothing into
//! the system's key store, which the app beside it may be writing.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use countersign_authenticator::{
    AnswerOutcome, Authenticator, ChallengeId, Decision, Disk, Event, Listener, Looked, Opener, Ports, Stay,
    WillNotOpen,
};
use countersign_keystore::{
    Answer, KeyStore, KeyStoreError, NoBiometrics, OsKeyStore, SecretName, StoredSecret,
};
use jni::JNIEnv;
use jni::objects::{GlobalRef, JByteArray, JObject, JString};
use jni::sys::{JNI_FALSE, JNI_TRUE, jboolean};

use super::shown::Seen;
use crate::ports::{SystemClock, random};
use crate::words::Language;
use crate::{development, panic, settings};

/// Looks for a message, and says what a notification shows.
#[unsafe(no_mangle)]
#[expect(unsafe_code, reason = "Kotlin finds it by this name")]
pub(crate) extern "system" fn Java_org_countersign_authenticator_LookService_look<'local>(
    mut env: JNIEnv<'local>,
    _service: JObject<'local>,
    context: JObject<'local>,
    folder: JString<'local>,
    message: JByteArray<'local>,
) -> JString<'local> {
    let looked = match begin(&mut env, &context, &folder, &message) {
        Some((core, message)) => run(async {
            let looked = core.look(&message).await;
            core.close().await;
            looked
        })
        .unwrap_or(Looked::Unseen),
        None => Looked::Unseen,
    };
    let seen = Seen::new(&looked, Language::of_system());
    env.new_string(seen.to_json()).unwrap_or_default()
}

/// Says NO to a question that a message has led to. Whether it is over now.
#[unsafe(no_mangle)]
#[expect(unsafe_code, reason = "Kotlin finds it by this name")]
pub(crate) extern "system" fn Java_org_countersign_authenticator_LookService_decline<'local>(
    mut env: JNIEnv<'local>,
    _service: JObject<'local>,
    context: JObject<'local>,
    folder: JString<'local>,
    message: JByteArray<'local>,
    cid: JString<'local>,
) -> jboolean {
    let cid = env.get_string(&cid).ok().and_then(|cid| ChallengeId::parse(&String::from(cid)).ok());
    let (Some(cid), Some((core, message))) = (cid, begin(&mut env, &context, &folder, &message)) else {
        return JNI_FALSE;
    };
    let is_over = run(async {
        let is_over = decline(&core, &message, cid).await;
        core.close().await;
        is_over
    });
    if is_over.unwrap_or(false) { JNI_TRUE } else { JNI_FALSE }
}

/// The question is fetched anew: a NO, too, is signed about what the server has signed.
async fn decline(core: &Authenticator, message: &[u8], cid: ChallengeId) -> bool {
    let questions = match core.look(message).await {
        Looked::Questions(questions) => questions,
        Looked::Nothing => return true,
        Looked::Unseen => return false,
    };
    // Another question has taken its place: this one is over.
    let Some(question) = questions.iter().find(|each| each.cid == cid) else { return true };
    match core.answer_question(question.account, cid, Decision::Decline, None).await {
        Ok(answer) => matches!(answer.outcome, AnswerOutcome::Declined | AnswerOutcome::Ended),
        Err(_) => false,
    }
}

fn run<T>(act: impl Future<Output = T>) -> Option<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().ok()?;
    Some(runtime.block_on(act))
}

/// The core over the app's vault, and the message.
fn begin(
    env: &mut JNIEnv<'_>,
    context: &JObject<'_>,
    folder: &JString<'_>,
    message: &JByteArray<'_>,
) -> Option<(Authenticator, Vec<u8>)> {
    panic::keep_quiet_about_data();
    introduce(env, context)?;
    let folder = PathBuf::from(String::from(env.get_string(folder).ok()?));
    let message = env.convert_byte_array(message).ok()?;
    let ports = Ports {
        clock: Arc::new(SystemClock::new()),
        random,
        opener: Arc::new(Nobody),
        key_store: Arc::new(ReadOnly(OsKeyStore::new(development::KEY_STORE_SERVICE))),
        biometrics: Arc::new(NoBiometrics),
        files: Arc::new(Disk),
        listener: Arc::new(Nobody),
        wakener: None,
    };
    Some((Authenticator::new(settings::over(&folder, Stay::Visitor), ports), message))
}

/// Gives the key store the context that it asks the system with. Where the app runs, tao does that, and must be the
/// first to do it; hence the process of its own.
fn introduce(env: &mut JNIEnv<'_>, context: &JObject<'_>) -> Option<()> {
    static CONTEXT: OnceLock<Option<GlobalRef>> = OnceLock::new();
    let known = CONTEXT.get_or_init(|| {
        let machine = env.get_java_vm().ok()?;
        let context = env.new_global_ref(context).ok()?;
        // SAFETY: both pointers live as long as the process, and this runs once in it, before anybody asks for them.
        #[expect(unsafe_code, reason = "the key store's crate takes its context from a global")]
        unsafe {
            ndk_context::initialize_android_context(
                machine.get_java_vm_pointer().cast(),
                context.as_obj().as_raw().cast(),
            );
        }
        Some(context)
    });
    known.as_ref().map(|_| ())
}

/// The system's key store without its writing half.
struct ReadOnly(OsKeyStore);

impl KeyStore for ReadOnly {
    fn get<'a>(&'a self, name: &'a SecretName) -> Answer<'a, StoredSecret> {
        self.0.get(name)
    }

    fn put<'a>(&'a self, _name: &'a SecretName, _value: &'a StoredSecret) -> Answer<'a, ()> {
        Box::pin(async { Err(refused()) })
    }

    fn delete<'a>(&'a self, _name: &'a SecretName) -> Answer<'a, ()> {
        Box::pin(async { Err(refused()) })
    }
}

fn refused() -> KeyStoreError {
    KeyStoreError::Other("this process only looks".into())
}

/// Nobody is there to see a page or to hear.
struct Nobody;

impl Opener for Nobody {
    fn open(&self, _address: &str) -> Result<(), WillNotOpen> {
        Err(WillNotOpen)
    }
}

impl Listener for Nobody {
    fn happened(&self, _event: Event) {}
}
