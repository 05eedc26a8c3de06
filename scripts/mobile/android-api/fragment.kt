// androidx.fragment, as far as it is used here; it is Java in truth, with the same nullability. Declarations only.
package androidx.fragment.app

import android.os.Bundle
import androidx.activity.ComponentActivity

open class FragmentActivity : ComponentActivity() {
  external override fun onCreate(savedInstanceState: Bundle?)
  external override fun onStart()
  external override fun onResume()
  external override fun onPause()
  external override fun onStop()
  external override fun onDestroy()
}
