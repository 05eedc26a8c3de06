// androidx.activity.result 1.10, as far as it is used here. Declarations only.
package androidx.activity.result

import android.content.Intent

class ActivityResult(val resultCode: Int, val data: Intent?)

fun interface ActivityResultCallback<O> {
  fun onActivityResult(result: O)
}

abstract class ActivityResultLauncher<I> {
  open fun launch(input: I) {}
}

class IntentSenderRequest private constructor()
