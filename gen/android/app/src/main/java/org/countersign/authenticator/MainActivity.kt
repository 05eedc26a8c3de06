package org.countersign.authenticator

import android.os.Build
import android.os.Bundle
import android.view.View
import android.view.WindowManager.LayoutParams.FLAG_SECURE
import android.webkit.WebView
import androidx.activity.enableEdgeToEdge

/** The one activity. Its window shows codes and questions: no pictures of it, and nothing over it. */
class MainActivity : TauriActivity() {
  override fun onCreate(savedInstanceState: Bundle?) {
    // Before the first frame, so that the list of recent apps never has a picture either.
    if (!BuildConfig.DEBUG) window.setFlags(FLAG_SECURE, FLAG_SECURE)
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) window.setHideOverlayWindows(true)
    enableEdgeToEdge()
    super.onCreate(savedInstanceState)
  }

  override fun onWebViewCreate(webView: WebView) {
    webView.filterTouchesWhenObscured = true
    webView.overScrollMode = View.OVER_SCROLL_NEVER
  }
}
