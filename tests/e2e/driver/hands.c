/* What a window manager and a keyboard do: `hands close TITLE` closes the window of that title as its button does,
 * `hands keys ctrl+shift+space` presses keys for whoever listens. */
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <stdio.h>
#include <string.h>
#include <xdo.h>

static int ask_to_close(Display *display, Window window, const char *title) {
  Atom protocols = XInternAtom(display, "WM_PROTOCOLS", False), gone = XInternAtom(display, "WM_DELETE_WINDOW", False);
  Atom *taken = NULL;
  int count = 0, closed = 0;
  char *name = NULL;
  if (XFetchName(display, window, &name) && name && strcmp(name, title) == 0 &&
      XGetWMProtocols(display, window, &taken, &count)) {
    for (int each = 0; each < count; each++) {
      if (taken[each] != gone) continue;
      XEvent event = {.xclient = {.type = ClientMessage, .window = window, .message_type = protocols, .format = 32}};
      event.xclient.data.l[0] = (long)gone;
      event.xclient.data.l[1] = CurrentTime;
      XSendEvent(display, window, False, NoEventMask, &event);
      closed = 1;
    }
  }
  if (name) XFree(name);
  if (taken) XFree(taken);
  Window root, parent, *children = NULL;
  unsigned many = 0;
  if (XQueryTree(display, window, &root, &parent, &children, &many)) {
    for (unsigned each = 0; each < many; each++) closed |= ask_to_close(display, children[each], title);
    if (children) XFree(children);
  }
  return closed;
}

int main(int count, char **words) {
  if (count != 3) return 2;
  if (strcmp(words[1], "keys") == 0) {
    xdo_t *keyboard = xdo_new(NULL);
    return keyboard == NULL || xdo_send_keysequence_window(keyboard, CURRENTWINDOW, words[2], 20000) != 0;
  }
  Display *display = XOpenDisplay(NULL);
  if (display == NULL) return 2;
  int closed = ask_to_close(display, DefaultRootWindow(display), words[2]);
  XCloseDisplay(display);
  return closed ? 0 : 1;
}
