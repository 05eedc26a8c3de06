// androidx.appcompat 1.7, as far as it is used here; it is Java in truth, with the same nullability. Declarations only.
package androidx.appcompat.app

import android.content.res.Configuration
import androidx.fragment.app.FragmentActivity

open class AppCompatActivity : FragmentActivity() {
  external override fun onStart()
  external override fun onStop()
  external override fun onDestroy()
  external override fun onConfigurationChanged(newConfig: Configuration)
}
