// androidx.core.content (core-ktx), as far as Tauri's own Kotlin uses it. Declarations only.
package androidx.core.content

import android.content.SharedPreferences

@Suppress("UNUSED_PARAMETER")
inline fun SharedPreferences.edit(commit: Boolean = false, action: SharedPreferences.Editor.() -> Unit) = edit().action()
