// androidx.core.app, as far as it is used here. Declarations only.
package androidx.core.app

import android.app.Activity
import android.content.Context
import android.os.Bundle
import androidx.lifecycle.Lifecycle
import androidx.lifecycle.LifecycleOwner

open class ComponentActivity : Activity(), LifecycleOwner {
  override val lifecycle: Lifecycle external get

  external override fun onCreate(savedInstanceState: Bundle?)
  external override fun onSaveInstanceState(outState: Bundle)
}

/** Java in truth. */
open class ActivityCompat protected constructor() {
  companion object {
    @JvmStatic
    external fun checkSelfPermission(context: Context, permission: String): Int

    @JvmStatic
    external fun shouldShowRequestPermissionRationale(activity: Activity, permission: String): Boolean
  }
}
