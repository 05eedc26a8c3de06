// androidx.activity.result.contract 1.10, as far as it is used here. Declarations only.
package androidx.activity.result.contract

import android.content.Context
import android.content.Intent
import androidx.activity.result.ActivityResult
import androidx.activity.result.IntentSenderRequest

abstract class ActivityResultContract<I, O> {
  abstract fun createIntent(context: Context, input: I): Intent
  abstract fun parseResult(resultCode: Int, intent: Intent?): O
}

class ActivityResultContracts private constructor() {
  class StartActivityForResult : ActivityResultContract<Intent, ActivityResult>() {
    external override fun createIntent(context: Context, input: Intent): Intent
    external override fun parseResult(resultCode: Int, intent: Intent?): ActivityResult
  }

  class StartIntentSenderForResult : ActivityResultContract<IntentSenderRequest, ActivityResult>() {
    external override fun createIntent(context: Context, input: IntentSenderRequest): Intent
    external override fun parseResult(resultCode: Int, intent: Intent?): ActivityResult
  }

  class RequestMultiplePermissions : ActivityResultContract<Array<String>, Map<String, @JvmSuppressWildcards Boolean>>() {
    external override fun createIntent(context: Context, input: Array<String>): Intent
    external override fun parseResult(resultCode: Int, intent: Intent?): Map<String, Boolean>
  }
}
