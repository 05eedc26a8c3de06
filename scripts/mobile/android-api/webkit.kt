// androidx.webkit 1.14, as far as wry's own Kotlin uses it; it is Java in truth. Declarations only.
package androidx.webkit

import android.webkit.WebView

class ScriptHandler private constructor()

class WebViewCompat private constructor() {
  companion object {
    @JvmStatic
    external fun addDocumentStartJavaScript(webview: WebView, script: String, allowedOriginRules: Set<String>): ScriptHandler
  }
}

class WebViewFeature private constructor() {
  companion object {
    const val DOCUMENT_START_SCRIPT = "DOCUMENT_START_SCRIPT"

    @JvmStatic
    external fun isFeatureSupported(feature: String): Boolean
  }
}
