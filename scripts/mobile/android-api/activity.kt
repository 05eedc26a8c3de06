// androidx.activity 1.10, as far as it is used here; it is written in Kotlin in truth, too. Declarations only.
@file:JvmName("EdgeToEdge")

package androidx.activity

import android.content.Intent
import android.content.res.Configuration
import android.os.Bundle
import androidx.activity.result.ActivityResultCallback
import androidx.activity.result.ActivityResultLauncher
import androidx.activity.result.contract.ActivityResultContract
import androidx.lifecycle.LifecycleOwner

open class ComponentActivity : androidx.core.app.ComponentActivity() {
  val onBackPressedDispatcher: OnBackPressedDispatcher external get

  external fun <I, O> registerForActivityResult(
    contract: ActivityResultContract<I, O>,
    callback: ActivityResultCallback<O>,
  ): ActivityResultLauncher<I>

  external override fun onCreate(savedInstanceState: Bundle?)
  external override fun onSaveInstanceState(outState: Bundle)
  external override fun onNewIntent(intent: Intent)
  external override fun onConfigurationChanged(newConfig: Configuration)

  @Deprecated("")
  external override fun onBackPressed()
}

abstract class OnBackPressedCallback(enabled: Boolean) {
  var isEnabled: Boolean = enabled

  abstract fun handleOnBackPressed()
  external fun remove()
}

class OnBackPressedDispatcher {
  external fun addCallback(onBackPressedCallback: OnBackPressedCallback)
  external fun addCallback(owner: LifecycleOwner, onBackPressedCallback: OnBackPressedCallback)
}

class SystemBarStyle private constructor() {
  companion object {
    @JvmStatic
    external fun dark(scrim: Int): SystemBarStyle
  }
}

@JvmName("enable")
@JvmOverloads
fun ComponentActivity.enableEdgeToEdge(
  statusBarStyle: SystemBarStyle = SystemBarStyle.dark(0),
  navigationBarStyle: SystemBarStyle = SystemBarStyle.dark(0),
) = Unit
