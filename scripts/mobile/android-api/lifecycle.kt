// androidx.lifecycle 2.10, as far as Tauri's own Kotlin uses it; it is written in Kotlin in truth, too. Declarations only.
package androidx.lifecycle

interface LifecycleObserver

abstract class Lifecycle {
  abstract fun addObserver(observer: LifecycleObserver)
  abstract fun removeObserver(observer: LifecycleObserver)
}

interface LifecycleOwner {
  val lifecycle: Lifecycle
}

interface DefaultLifecycleObserver : LifecycleObserver {
  fun onCreate(owner: LifecycleOwner) {}
  fun onDestroy(owner: LifecycleOwner) {}
}

class ProcessLifecycleOwner private constructor() : LifecycleOwner {
  override val lifecycle: Lifecycle external get

  companion object {
    @JvmStatic
    external fun get(): LifecycleOwner
  }
}
