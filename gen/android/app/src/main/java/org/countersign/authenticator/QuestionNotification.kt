package org.countersign.authenticator

import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Context
import android.content.Intent
import android.graphics.drawable.Icon
import org.json.JSONObject

/**
 * The notification of a question, for as long as no app runs that shows it. NO is the answer; YES only opens the app.
 * On a locked screen there are no facts.
 */
internal object QuestionNotification {
  /** `question` is one of the list that the look gave. */
  fun show(context: Context, message: ByteArray, question: JSONObject) {
    val cid = question.getString("cid")
    // The action tells the questions' intents apart; what is extra does not.
    val no = Intent(context, LookService::class.java)
      .setAction(cid)
      .putExtra(LookService.MESSAGE, message)
      .putExtra(LookService.CID, cid)
    val declining = PendingIntent.getService(
      context, 0, no, PendingIntent.FLAG_IMMUTABLE or PendingIntent.FLAG_UPDATE_CURRENT,
    )
    val body = question.getString("body")
    val built = builder(context)
      .setContentTitle(question.getString("title"))
      .setContentText(body)
      .setStyle(Notification.BigTextStyle().bigText(body))
      .setTimeoutAfter(question.getLong("leftMs"))
      .addAction(Notification.Action.Builder(null as Icon?, question.getString("no"), declining).build())
      .addAction(Notification.Action.Builder(null as Icon?, question.getString("yes"), opening(context)).build())
    show(context, cid, built)
  }

  /** Something waits, and what it is can be seen in the app only. */
  fun showUnseen(context: Context) = showSentence(context, context.getString(R.string.question_unseen))

  /** The person pressed NO, and it did not reach the server. */
  fun showNotDeclined(context: Context) = showSentence(context, context.getString(R.string.question_not_declined))

  fun withdraw(context: Context, cid: String) = manager(context).cancel(cid, NUMBER)

  /** The app is open and shows them itself. */
  fun withdrawAll(context: Context) {
    val manager = manager(context)
    for (shown in manager.activeNotifications) {
      if (shown.notification.channelId == CHANNEL) manager.cancel(shown.tag, shown.id)
    }
  }

  private fun showSentence(context: Context, sentence: String) {
    val built = builder(context)
      .setContentTitle(context.getString(R.string.app_name))
      .setContentText(sentence)
      .setStyle(Notification.BigTextStyle().bigText(sentence))
      .setTimeoutAfter(LONGEST_MS)
    show(context, UNSEEN, built)
  }

  private fun show(context: Context, tag: String, built: Notification.Builder) {
    val hidden = builder(context)
      .setContentTitle(context.getString(R.string.app_name))
      .setContentText(context.getString(R.string.question_unseen))
      .build()
    manager(context).notify(tag, NUMBER, built.setPublicVersion(hidden).build())
  }

  private fun builder(context: Context): Notification.Builder {
    val name = context.getString(R.string.question_channel)
    val channel = NotificationChannel(CHANNEL, name, NotificationManager.IMPORTANCE_HIGH)
    channel.lockscreenVisibility = Notification.VISIBILITY_PRIVATE
    manager(context).createNotificationChannel(channel)
    return Notification.Builder(context, CHANNEL)
      .setSmallIcon(R.mipmap.ic_launcher_monochrome)
      .setCategory(Notification.CATEGORY_STATUS)
      .setVisibility(Notification.VISIBILITY_PRIVATE)
      .setContentIntent(opening(context))
      .setAutoCancel(true)
  }

  private fun opening(context: Context): PendingIntent {
    val app = Intent(context, MainActivity::class.java)
      .setAction(Intent.ACTION_MAIN)
      .addFlags(Intent.FLAG_ACTIVITY_NEW_TASK)
    return PendingIntent.getActivity(context, 0, app, PendingIntent.FLAG_IMMUTABLE)
  }

  private fun manager(context: Context): NotificationManager =
    context.getSystemService(NotificationManager::class.java)

  private const val CHANNEL = "questions"
  private const val NUMBER = 1
  private const val UNSEEN = "unseen"
  /** No question lives longer. */
  private const val LONGEST_MS = 300_000L
}
