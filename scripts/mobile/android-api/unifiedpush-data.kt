// org.unifiedpush.android:connector 3.3, its data. Declarations only.
package org.unifiedpush.android.connector.data

class PublicKeySet(val pubKey: String, val auth: String)

class PushEndpoint(val url: String, val pubKeySet: PublicKeySet?, val temporary: Boolean)

class PushMessage(val content: ByteArray, val decrypted: Boolean)
