package org.countersign.authenticator

import org.json.JSONObject
import org.unifiedpush.android.connector.FailedReason
import org.unifiedpush.android.connector.PushService
import org.unifiedpush.android.connector.data.PushEndpoint
import org.unifiedpush.android.connector.data.PushMessage

/**
 * What push services say, whether the app runs or not: another address, or a message. A message says only "look"; the
 * running app looks, or else [LookService]. No library of ours is loaded here: the app that starts later in this
 * process must be the first to do that.
 */
class WakeUpService : PushService() {
  override fun onNewEndpoint(endpoint: PushEndpoint, instance: String) {
    val keys = endpoint.pubKeySet ?: return
    val address = JSONObject()
      .put("kind", "webpush")
      .put("endpoint", endpoint.url)
      .put("p256dh", keys.pubKey)
      .put("auth", keys.auth)
    PushAddresses.keep(this, instance, address)
    PushPlugin.living?.addressCame(instance, address)
  }

  override fun onMessage(message: PushMessage, instance: String) {
    // What did not open is not from our server.
    if (!message.decrypted) return
    val app = PushPlugin.living
    if (app != null) app.woken(message.content) else Look.begin(applicationContext, message.content)
  }

  override fun onUnregistered(instance: String) {
    PushAddresses.forget(this, instance)
    PushPlugin.living?.addressWent(instance)
  }

  /** It is asked again when the app starts; until then questions appear in the open app. */
  override fun onRegistrationFailed(reason: FailedReason, instance: String) {}

  /** The address stays the same when the service is back. */
  override fun onTempUnavailable(instance: String) {}
}
