package org.countersign.authenticator

import android.content.ComponentName
import android.content.Context
import android.content.Intent
import android.content.ServiceConnection
import android.os.Bundle
import android.os.Handler
import android.os.IBinder
import android.os.Looper
import android.os.Message
import android.os.Messenger
import android.os.RemoteException

/**
 * One message on its way to [LookService], whose process lives for as long as this holds on to it. An app in the
 * background may bind a service of its own, but not start one.
 */
internal class Look private constructor(
  private val context: Context,
  private val message: ByteArray,
) : ServiceConnection {
  private val main = Handler(Looper.getMainLooper())
  private var isHeld = true

  override fun onServiceConnected(name: ComponentName, binder: IBinder) {
    val asked = Message.obtain()
    asked.data = Bundle().apply { putByteArray(LookService.MESSAGE, message) }
    asked.replyTo = Messenger(Handler(Looper.getMainLooper()) { letGo(); true })
    try {
      Messenger(binder).send(asked)
    } catch (_: RemoteException) {
      letGo()
    }
  }

  override fun onServiceDisconnected(name: ComponentName) = letGo()

  private fun letGo() {
    if (isHeld) context.unbindService(this)
    isHeld = false
  }

  internal companion object {
    /** A look takes less, with all its tries. */
    private const val PATIENCE_MS = 60_000L

    fun begin(context: Context, message: ByteArray) {
      val look = Look(context, message)
      val service = Intent(context, LookService::class.java)
      val isBound = context.bindService(service, look, Context.BIND_AUTO_CREATE)
      look.main.postDelayed({ look.letGo() }, PATIENCE_MS)
      if (!isBound) QuestionNotification.showUnseen(context)
    }
  }
}
