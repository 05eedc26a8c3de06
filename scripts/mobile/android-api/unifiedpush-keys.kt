// org.unifiedpush.android:connector 3.3, its keys. Declarations only.
package org.unifiedpush.android.connector.keys

interface KeyManager
