package org.countersign.authenticator

import android.app.Activity
import android.content.Context
import android.content.pm.PackageManager
import android.hardware.biometrics.BiometricManager
import android.hardware.biometrics.BiometricManager.Authenticators.BIOMETRIC_STRONG
import android.hardware.biometrics.BiometricPrompt
import android.os.Build
import android.os.CancellationSignal
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import android.security.keystore.StrongBoxUnavailableException
import android.util.Base64
import androidx.annotation.RequiresApi
import app.tauri.annotation.Command
import app.tauri.annotation.InvokeArg
import app.tauri.annotation.TauriPlugin
import app.tauri.plugin.Invoke
import app.tauri.plugin.JSObject
import app.tauri.plugin.Plugin
import java.security.KeyStore
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec
import kotlin.concurrent.thread

/** What stands on the system's prompt. */
@InvokeArg
open class PromptWords {
  lateinit var title: String
  lateinit var cancel: String
}

/** A secret to be kept, in base64. */
@InvokeArg
class KeepArguments : PromptWords() {
  lateinit var secret: String
}

/**
 * Keeps one secret behind the person's fingerprint or face. A key that never leaves the Keystore seals it; the
 * Keystore lets that key be used once after each strong biometric, and drops it when another one is enrolled.
 *
 * From Android 11 on; before, the Keystore cannot be told to want a strong biometric.
 */
@TauriPlugin
class BiometricsPlugin(private val activity: Activity) : Plugin(activity) {
  private val sealed = activity.getSharedPreferences("biometrics", Context.MODE_PRIVATE)

  @Command
  fun kind(invoke: Invoke) {
    val answer = JSObject()
    if (isReady()) answer.put("kind", kind())
    invoke.resolve(answer)
  }

  @Command
  fun keep(invoke: Invoke) {
    if (Build.VERSION.SDK_INT < Build.VERSION_CODES.R || !isReady()) return invoke.reject("no biometrics", "absent")
    val arguments = invoke.parseArgs(KeepArguments::class.java)
    val failed = { code: String -> drop(); invoke.reject("not kept", code) }
    // A secure element takes its time to make a key, and commands come on the main thread.
    thread {
      try {
        val cipher = Cipher.getInstance(TRANSFORMATION)
        cipher.init(Cipher.ENCRYPT_MODE, newKey())
        prompt(arguments, cipher, failed) {
          val secret = Base64.decode(arguments.secret, Base64.NO_WRAP)
          val bytes = it.iv + it.doFinal(secret)
          secret.fill(0)
          val isWritten = sealed.edit().putString(SEALED, Base64.encodeToString(bytes, Base64.NO_WRAP)).commit()
          if (isWritten) invoke.resolve() else failed("other")
        }
      } catch (error: Exception) {
        failed(codeOf(error))
      }
    }
  }

  @Command
  fun release(invoke: Invoke) {
    if (Build.VERSION.SDK_INT < Build.VERSION_CODES.R) return invoke.reject("no biometrics", "absent")
    val arguments = invoke.parseArgs(PromptWords::class.java)
    val failed = { code: String ->
      if (code == "changed") drop()
      invoke.reject("not released", code)
    }
    val bytes = sealed.getString(SEALED, null)?.let { Base64.decode(it, Base64.NO_WRAP) }
    if (bytes == null || bytes.size <= NONCE) return failed("changed")
    try {
      val key = keyStore().getKey(ALIAS, null) as? SecretKey ?: return failed("changed")
      val cipher = Cipher.getInstance(TRANSFORMATION)
      cipher.init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(8 * TAG, bytes, 0, NONCE))
      prompt(arguments, cipher, failed) {
        val secret = it.doFinal(bytes, NONCE, bytes.size - NONCE)
        val answer = JSObject()
        answer.put("secret", Base64.encodeToString(secret, Base64.NO_WRAP))
        secret.fill(0)
        invoke.resolve(answer)
      }
    } catch (error: Exception) {
      failed(codeOf(error))
    }
  }

  @Command
  fun forget(invoke: Invoke) {
    drop()
    invoke.resolve()
  }

  private fun isReady(): Boolean {
    if (Build.VERSION.SDK_INT < Build.VERSION_CODES.R) return false
    val manager = activity.getSystemService(BiometricManager::class.java) ?: return false
    return manager.canAuthenticate(BIOMETRIC_STRONG) == BiometricManager.BIOMETRIC_SUCCESS
  }

  /** Android says what the phone has, not which of it is enrolled. */
  private fun kind(): String {
    val has = { feature: String -> activity.packageManager.hasSystemFeature(feature) }
    val fingerprint = has(PackageManager.FEATURE_FINGERPRINT)
    val face = has(PackageManager.FEATURE_FACE)
    return if (fingerprint && !face) "fingerprint" else if (face && !fingerprint) "face" else "either"
  }

  @RequiresApi(Build.VERSION_CODES.R)
  private fun newKey(): SecretKey {
    val hasStrongBox = activity.packageManager.hasSystemFeature(PackageManager.FEATURE_STRONGBOX_KEYSTORE)
    return try {
      newKey(hasStrongBox)
    } catch (_: StrongBoxUnavailableException) {
      newKey(false)
    }
  }

  @RequiresApi(Build.VERSION_CODES.R)
  private fun newKey(inStrongBox: Boolean): SecretKey {
    val purposes = KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT
    val form = KeyGenParameterSpec.Builder(ALIAS, purposes)
      .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
      .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
      .setKeySize(256)
      .setUserAuthenticationRequired(true)
      .setUserAuthenticationParameters(0, KeyProperties.AUTH_BIOMETRIC_STRONG)
      .setInvalidatedByBiometricEnrollment(true)
      .setIsStrongBoxBacked(inStrongBox)
      .build()
    val generator = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, PROVIDER)
    generator.init(form)
    return generator.generateKey()
  }

  /** Asks the person, and goes on with the cipher that the Keystore has freed. It ends by one of the two, once. */
  @RequiresApi(Build.VERSION_CODES.R)
  private fun prompt(words: PromptWords, cipher: Cipher, failed: (String) -> Unit, then: (Cipher) -> Unit) {
    val heard = object : BiometricPrompt.AuthenticationCallback() {
      override fun onAuthenticationSucceeded(result: BiometricPrompt.AuthenticationResult) {
        try {
          then(result.cryptoObject.cipher ?: return failed("other"))
        } catch (error: Exception) {
          failed(codeOf(error))
        }
      }

      override fun onAuthenticationError(errorCode: Int, message: CharSequence) = failed(
        when (errorCode) {
          BiometricPrompt.BIOMETRIC_ERROR_USER_CANCELED,
          BiometricPrompt.BIOMETRIC_ERROR_CANCELED,
          BiometricPrompt.BIOMETRIC_ERROR_TIMEOUT -> "canceled"
          BiometricPrompt.BIOMETRIC_ERROR_LOCKOUT,
          BiometricPrompt.BIOMETRIC_ERROR_LOCKOUT_PERMANENT -> "refused"
          BiometricPrompt.BIOMETRIC_ERROR_NO_BIOMETRICS,
          BiometricPrompt.BIOMETRIC_ERROR_HW_NOT_PRESENT,
          BiometricPrompt.BIOMETRIC_ERROR_HW_UNAVAILABLE -> "absent"
          else -> "other"
        }
      )
    }
    BiometricPrompt.Builder(activity)
      .setTitle(words.title)
      .setNegativeButton(words.cancel, activity.mainExecutor) { _, _ -> failed("canceled") }
      .setAllowedAuthenticators(BIOMETRIC_STRONG)
      .build()
      .authenticate(BiometricPrompt.CryptoObject(cipher), CancellationSignal(), activity.mainExecutor, heard)
  }

  /** The key first: what it sealed is of no use then. */
  private fun drop() {
    try {
      keyStore().deleteEntry(ALIAS)
    } catch (_: Exception) {
      // It stays, sealed for nothing.
    }
    sealed.edit().remove(SEALED).commit()
  }

  private fun keyStore(): KeyStore = KeyStore.getInstance(PROVIDER).apply { load(null) }

  /** A key that is gone for good is told from everything that may pass. */
  private fun codeOf(error: Exception): String = when (error) {
    is KeyPermanentlyInvalidatedException,
    is java.security.UnrecoverableKeyException,
    is javax.crypto.AEADBadTagException -> "changed"
    else -> "other"
  }

  private companion object {
    const val PROVIDER = "AndroidKeyStore"
    const val ALIAS = "biometric-key"
    const val SEALED = "sealed"
    const val TRANSFORMATION = "AES/GCM/NoPadding"
    const val NONCE = 12
    const val TAG = 16
  }
}
