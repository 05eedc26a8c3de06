package org.countersign.authenticator

import android.content.Intent
import android.os.Build
import android.os.Bundle
import android.view.View
import android.view.WindowManager.LayoutParams.FLAG_SECURE
import android.webkit.WebView
import androidx.activity.enableEdgeToEdge
import kotlin.math.roundToInt
import kotlin.system.exitProcess

/** The one activity. Its window shows codes and questions: no pictures of it, and nothing over it. */
class MainActivity : TauriActivity() {
  override fun onCreate(savedInstanceState: Bundle?) {
    if (hasEnded) startAnew()
    // Before the first frame, so that the list of recent apps never has a picture either.
    if (!BuildConfig.DEBUG) window.setFlags(FLAG_SECURE, FLAG_SECURE)
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) window.setHideOverlayWindows(true)
    enableEdgeToEdge()
    super.onCreate(savedInstanceState)
  }

  override fun onWebViewCreate(webView: WebView) {
    webView.filterTouchesWhenObscured = true
    webView.overScrollMode = View.OVER_SCROLL_NEVER
    // The web view's own zoom enlarges words, but not the room for them. All of the page is measured by this size.
    webView.settings.textZoom = 100
    webView.settings.defaultFontSize = (USUAL_PX * resources.configuration.fontScale.coerceIn(1f, LARGEST)).roundToInt()
  }

  override fun onDestroy() {
    super.onDestroy()
    hasEnded = hasEnded || isFinishing
  }

  /** A push message may keep the process beyond the app's end, and its library makes no second window (tauri#15671). */
  private fun startAnew(): Nothing {
    startActivity(Intent(intent).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK or Intent.FLAG_ACTIVITY_CLEAR_TASK))
    exitProcess(0)
  }

  private companion object {
    /** The size of the page's words where nobody has chosen one. */
    const val USUAL_PX = 16

    /** Every view is made for words twice as large. Smaller ones would make what is pressed too small. */
    const val LARGEST = 2f

    /** In this process. */
    var hasEnded = false
  }
}
