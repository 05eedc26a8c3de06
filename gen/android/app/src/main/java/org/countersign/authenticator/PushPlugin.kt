package org.countersign.authenticator

import android.app.Activity
import android.content.pm.PackageManager
import android.util.Base64
import android.webkit.WebView
import androidx.appcompat.app.AppCompatActivity
import app.tauri.annotation.Command
import app.tauri.annotation.InvokeArg
import app.tauri.annotation.TauriPlugin
import app.tauri.plugin.Channel
import app.tauri.plugin.Invoke
import app.tauri.plugin.JSObject
import app.tauri.plugin.Plugin
import org.json.JSONObject
import org.unifiedpush.android.connector.UnifiedPush

/** The server that an address is for, by its key for push services (RFC 8292). */
@InvokeArg
class PushServerArguments {
  lateinit var server: String
}

/** Where the running app hears of addresses and messages. */
@InvokeArg
class PushListenArguments {
  lateinit var channel: Channel
}

/**
 * Asks the push service that the phone or its person has chosen (UnifiedPush) for an address for each server, and
 * tells the running app what comes. What comes while no app runs is the business of [WakeUpService].
 */
@TauriPlugin
class PushPlugin(private val activity: Activity) : Plugin(activity) {
  private var channel: Channel? = null
  /** Servers that wait until a push service is found; the system may ask the person which one. */
  private val waiting = LinkedHashSet<String>()

  override fun load(webView: WebView) {
    living = this
    QuestionNotification.withdrawAll(activity)
  }

  override fun onResume(activity: AppCompatActivity) {
    living = this
    QuestionNotification.withdrawAll(activity)
  }

  override fun onDestroy(activity: AppCompatActivity) {
    if (living === this) living = null
  }

  /** From now on the app hears what comes; first of all what is kept. */
  @Command
  fun listen(invoke: Invoke) {
    channel = invoke.parseArgs(PushListenArguments::class.java).channel
    for ((server, address) in PushAddresses.all(activity)) addressCame(server, address)
    invoke.resolve()
  }

  @Command
  fun open(invoke: Invoke) {
    val server = invoke.parseArgs(PushServerArguments::class.java).server
    activity.runOnUiThread {
      val isFirst = waiting.isEmpty()
      waiting.add(server)
      if (isFirst) UnifiedPush.tryUseCurrentOrDefaultDistributor(activity) { isFound -> register(isFound) }
    }
    invoke.resolve()
  }

  @Command
  fun close(invoke: Invoke) {
    val server = invoke.parseArgs(PushServerArguments::class.java).server
    activity.runOnUiThread {
      waiting.remove(server)
      UnifiedPush.unregister(activity, server)
      PushAddresses.forget(activity, server)
    }
    invoke.resolve()
  }

  /** Who carries the messages; without a name it is what the phone brings along. */
  @Command
  fun service(invoke: Invoke) {
    val program = UnifiedPush.getSavedDistributor(activity)
    val answer = JSObject()
    answer.put("isThere", program != null)
    if (program != null && program != activity.packageName) answer.put("name", nameOf(program))
    invoke.resolve(answer)
  }

  internal fun addressCame(server: String, address: JSONObject) =
    send(JSObject().put("server", server).put("address", address))

  internal fun addressWent(server: String) = send(JSObject().put("server", server))

  internal fun woken(message: ByteArray) =
    send(JSObject().put("message", Base64.encodeToString(message, Base64.NO_WRAP)))

  private fun send(what: JSObject) {
    channel?.send(what)
  }

  private fun register(isFound: Boolean) {
    val servers = waiting.toList()
    waiting.clear()
    if (!isFound) return
    for (server in servers) UnifiedPush.register(activity, server, null, server)
  }

  private fun nameOf(program: String): String = try {
    val packages = activity.packageManager
    packages.getApplicationLabel(packages.getApplicationInfo(program, 0)).toString()
  } catch (_: PackageManager.NameNotFoundException) {
    program
  }

  internal companion object {
    /** The one of the running app. */
    @Volatile
    var living: PushPlugin? = null
  }
}
