// org.unifiedpush.android:connector 3.3, as far as it is used here; it is written in Kotlin in truth, too.
// Declarations only.
package org.unifiedpush.android.connector

import android.app.Service
import android.content.Context
import android.content.Intent
import android.os.IBinder
import org.unifiedpush.android.connector.data.PushEndpoint
import org.unifiedpush.android.connector.data.PushMessage
import org.unifiedpush.android.connector.keys.KeyManager

const val INSTANCE_DEFAULT = "default"

enum class FailedReason { INTERNAL_ERROR, NETWORK, ACTION_REQUIRED, VAPID_REQUIRED }

abstract class PushService : Service() {
  abstract fun onNewEndpoint(endpoint: PushEndpoint, instance: String)
  abstract fun onMessage(message: PushMessage, instance: String)
  abstract fun onRegistrationFailed(reason: FailedReason, instance: String)
  abstract fun onUnregistered(instance: String)
  open fun onTempUnavailable(instance: String) {}
  external override fun onBind(intent: Intent?): IBinder?
}

object UnifiedPush {
  @JvmStatic
  fun register(
    context: Context,
    instance: String = INSTANCE_DEFAULT,
    messageForDistributor: String? = null,
    vapid: String? = null,
  ) = Unit

  @JvmStatic
  fun register(
    context: Context,
    instance: String = INSTANCE_DEFAULT,
    messageForDistributor: String? = null,
    vapid: String? = null,
    keyManager: KeyManager,
  ) = Unit

  @JvmStatic
  fun unregister(context: Context, instance: String = INSTANCE_DEFAULT) = Unit

  @JvmStatic
  fun unregister(context: Context, instance: String = INSTANCE_DEFAULT, keyManager: KeyManager) = Unit

  @JvmStatic
  external fun getDistributors(context: Context): List<String>

  @JvmStatic
  external fun getSavedDistributor(context: Context): String?

  @JvmStatic
  external fun getAckDistributor(context: Context): String?

  @JvmStatic
  external fun tryUseCurrentOrDefaultDistributor(context: Context, callback: (Boolean) -> Unit)
}
