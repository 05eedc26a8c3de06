package org.countersign.authenticator

import android.app.Service
import android.content.Context
import android.content.Intent
import android.os.Handler
import android.os.IBinder
import android.os.Looper
import android.os.Message
import android.os.Messenger
import android.os.Process
import android.os.RemoteException
import android.util.Base64
import java.util.concurrent.Executors
import org.json.JSONObject

/**
 * Looks once for each message that came while no app ran, and says NO for the person who pressed it on a notification.
 * It has a process of its own (see the manifest): the app's own half of the library expects to be the first in its
 * process, and what this one reads of the system's key store is fresh each time.
 */
class LookService : Service() {
  /** One after the other. */
  private val looks = Executors.newSingleThreadExecutor()
  /** Messages whose look has not begun; the same one need not wait twice. */
  private val waiting = HashSet<String>()
  private val messenger = Messenger(Handler(Looper.getMainLooper()) { message -> heard(message); true })

  override fun onBind(intent: Intent): IBinder = messenger.binder

  override fun onStartCommand(intent: Intent?, flags: Int, startId: Int): Int {
    val message = intent?.getByteArrayExtra(MESSAGE)
    val cid = intent?.getStringExtra(CID)
    if (message == null || cid == null) {
      // After what is under way: the end of the service is the end of its process.
      looks.execute { stopSelf(startId) }
      return START_NOT_STICKY
    }
    QuestionNotification.withdraw(this, cid)
    looks.execute {
      if (!decline(applicationContext, dataDir.absolutePath, message, cid)) {
        QuestionNotification.showNotDeclined(this)
      }
      stopSelf(startId)
    }
    return START_NOT_STICKY
  }

  override fun onDestroy() {
    super.onDestroy()
    Process.killProcess(Process.myPid())
  }

  private fun heard(asked: Message) {
    val message = asked.data.getByteArray(MESSAGE)
    val reply = asked.replyTo
    val key = message?.let { Base64.encodeToString(it, Base64.NO_WRAP) }
    if (message == null || key == null || !waiting.add(key)) return answer(reply)
    looks.execute {
      Handler(Looper.getMainLooper()).post { waiting.remove(key) }
      show(message, JSONObject(look(applicationContext, dataDir.absolutePath, message)))
      answer(reply)
      // However many messages come.
      Thread.sleep(PAUSE_MS)
    }
  }

  private fun show(message: ByteArray, seen: JSONObject) {
    if (seen.getBoolean("isUnseen")) return QuestionNotification.showUnseen(this)
    val questions = seen.getJSONArray("questions")
    for (place in 0 until questions.length()) {
      QuestionNotification.show(this, message, questions.getJSONObject(place))
    }
  }

  private fun answer(reply: Messenger?) {
    try {
      reply?.send(Message.obtain())
    } catch (_: RemoteException) {
      // Nobody waits any more.
    }
  }

  /** What waits, as JSON (`src-tauri/src/waking/shown.rs`). */
  private external fun look(context: Context, folder: String, message: ByteArray): String

  /** Whether this question is over. */
  private external fun decline(context: Context, folder: String, message: ByteArray, cid: String): Boolean

  internal companion object {
    const val MESSAGE = "message"
    const val CID = "cid"
    private const val PAUSE_MS = 1_000L

    init {
      System.loadLibrary("countersign_app_lib")
    }
  }
}
