package org.countersign.authenticator

import android.app.Activity
import android.content.Intent
import android.net.Uri
import android.provider.DocumentsContract
import android.provider.DocumentsContract.Document
import androidx.activity.result.ActivityResult
import app.tauri.annotation.ActivityCallback
import app.tauri.annotation.Command
import app.tauri.annotation.InvokeArg
import app.tauri.annotation.TauriPlugin
import app.tauri.plugin.Invoke
import app.tauri.plugin.JSArray
import app.tauri.plugin.JSObject
import app.tauri.plugin.Plugin
import java.io.FileNotFoundException
import kotlin.concurrent.thread

/** A document or folder, and a name in that folder. */
@InvokeArg
class DocumentArguments {
  lateinit var address: String
  var name: String = ""
}

/** What stands in a folder's list. */
private class Listed(val id: String, val name: String)

/**
 * Finds, makes and removes documents in folders that the person chose. What is in them goes another way. Where such
 * folders lie is the business of other programs, which may be slow: nothing of it runs on the main thread.
 */
@TauriPlugin
class DocumentsPlugin(private val activity: Activity) : Plugin(activity) {
  private val resolver = activity.contentResolver

  @Command
  fun chooseFolder(invoke: Invoke) {
    val intent = Intent(Intent.ACTION_OPEN_DOCUMENT_TREE).addFlags(RIGHTS or Intent.FLAG_GRANT_PERSISTABLE_URI_PERMISSION)
    startActivityForResult(invoke, intent, "folderChosen")
  }

  @ActivityCallback
  fun folderChosen(invoke: Invoke, result: ActivityResult) {
    val folder = result.data?.data
    if (result.resultCode != Activity.RESULT_OK || folder == null) return invoke.resolve(JSObject())
    answer(invoke) {
      resolver.takePersistableUriPermission(folder, RIGHTS)
      found(folder).put("name", nameOf(rootOf(folder)))
    }
  }

  /** Keeps the right to a document beyond this run. Not every program that has documents grants that. */
  @Command
  fun hold(invoke: Invoke) = answer(invoke) {
    val document = address(invoke)
    try {
      resolver.takePersistableUriPermission(document, RIGHTS)
    } catch (_: SecurityException) {
      // It can be written now, and be looked at later only if the person chooses it again.
    }
    found(document).put("name", nameOf(document))
  }

  @Command
  fun list(invoke: Invoke) = answer(invoke) {
    val names = JSArray()
    for (listed in children(address(invoke))) names.put(listed.name)
    JSObject().put("names", names)
  }

  @Command
  fun find(invoke: Invoke) = answer(invoke) { found(child(invoke)) }

  @Command
  fun create(invoke: Invoke) = answer(invoke) {
    val wanted = arguments(invoke).name
    val made = DocumentsContract.createDocument(resolver, rootOf(address(invoke)), "application/octet-stream", wanted)
      ?: throw FileNotFoundException()
    // Another name would never be found again.
    if (nameOf(made) != wanted) {
      DocumentsContract.deleteDocument(resolver, made)
      throw IllegalStateException()
    }
    found(made)
  }

  @Command
  fun remove(invoke: Invoke) = answer(invoke) {
    if (!DocumentsContract.deleteDocument(resolver, address(invoke))) throw IllegalStateException()
    JSObject()
  }

  @Command
  fun isThere(invoke: Invoke) {
    thread {
      val isThere = try {
        nameOf(address(invoke)) != null
      } catch (_: Exception) {
        false
      }
      invoke.resolveObject(isThere)
    }
  }

  private fun arguments(invoke: Invoke) = invoke.parseArgs(DocumentArguments::class.java)

  private fun address(invoke: Invoke): Uri = Uri.parse(arguments(invoke).address)

  private fun found(document: Uri?): JSObject =
    JSObject().apply { if (document != null) put("address", document.toString()) }

  private fun rootOf(folder: Uri): Uri =
    DocumentsContract.buildDocumentUriUsingTree(folder, DocumentsContract.getTreeDocumentId(folder))

  private fun child(invoke: Invoke): Uri? {
    val (folder, name) = arguments(invoke).let { Uri.parse(it.address) to it.name }
    val listed = children(folder).firstOrNull { it.name == name } ?: return null
    return DocumentsContract.buildDocumentUriUsingTree(folder, listed.id)
  }

  /** The documents in a folder, without the folders in it. */
  private fun children(folder: Uri): List<Listed> {
    val id = DocumentsContract.getTreeDocumentId(folder)
    val columns = arrayOf(Document.COLUMN_DOCUMENT_ID, Document.COLUMN_DISPLAY_NAME, Document.COLUMN_MIME_TYPE)
    val children = DocumentsContract.buildChildDocumentsUriUsingTree(folder, id)
    val rows = resolver.query(children, columns, null, null, null) ?: throw FileNotFoundException()
    return rows.use {
      val listed = ArrayList<Listed>()
      while (it.moveToNext()) {
        if (it.getString(2) != Document.MIME_TYPE_DIR) listed.add(Listed(it.getString(0), it.getString(1) ?: ""))
      }
      listed
    }
  }

  private fun nameOf(document: Uri): String? =
    resolver.query(document, arrayOf(Document.COLUMN_DISPLAY_NAME), null, null, null)?.use {
      if (it.moveToFirst()) it.getString(0) else null
    }

  /** Names what happened and says no more: an address is the person's own. */
  private fun answer(invoke: Invoke, work: () -> JSObject) {
    thread {
      try {
        invoke.resolve(work())
      } catch (error: Exception) {
        val code = when (error) {
          is FileNotFoundException, is IllegalArgumentException -> "gone"
          is SecurityException -> "denied"
          else -> "other"
        }
        invoke.reject("the documents do not answer", code)
      }
    }
  }

  private companion object {
    const val RIGHTS = Intent.FLAG_GRANT_READ_URI_PERMISSION or Intent.FLAG_GRANT_WRITE_URI_PERMISSION
  }
}
