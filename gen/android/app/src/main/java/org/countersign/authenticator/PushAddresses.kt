package org.countersign.authenticator

import android.content.Context
import org.json.JSONObject

/**
 * The addresses under which servers can wake this phone, kept for the app that runs next: they may come while none
 * does. Each is a capability; the file is the app's own and in no backup.
 */
internal object PushAddresses {
  fun keep(context: Context, server: String, address: JSONObject) {
    file(context).edit().putString(server, address.toString()).apply()
  }

  fun forget(context: Context, server: String) {
    file(context).edit().remove(server).apply()
  }

  fun all(context: Context): Map<String, JSONObject> {
    val found = LinkedHashMap<String, JSONObject>()
    for ((server, address) in file(context).all) {
      if (address is String) found[server] = JSONObject(address)
    }
    return found
  }

  private fun file(context: Context) = context.getSharedPreferences("push", Context.MODE_PRIVATE)
}
