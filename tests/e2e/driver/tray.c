/* A desktop's tray for one story: it owns the watcher's name and prints each icon that registers, as `item SENDER PATH`. */
#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

static const char *const XML =
    "<node><interface name='org.kde.StatusNotifierWatcher'>"
    "<method name='RegisterStatusNotifierItem'><arg type='s' direction='in'/></method>"
    "<method name='RegisterStatusNotifierHost'><arg type='s' direction='in'/></method>"
    "<property name='RegisteredStatusNotifierItems' type='as' access='read'/>"
    "<property name='IsStatusNotifierHostRegistered' type='b' access='read'/>"
    "<property name='ProtocolVersion' type='i' access='read'/>"
    "<signal name='StatusNotifierItemRegistered'><arg type='s'/></signal>"
    "</interface></node>";

static void called(GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *method,
                   GVariant *given, GDBusMethodInvocation *call, gpointer data) {
  if (strcmp(method, "RegisterStatusNotifierItem") == 0) {
    const char *item;
    g_variant_get(given, "(&s)", &item);
    printf("item %s %s\n", sender, item[0] == '/' ? item : "/StatusNotifierItem");
    fflush(stdout);
  }
  g_dbus_method_invocation_return_value(call, NULL);
}

static GVariant *asked(GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *name,
                       GError **error, gpointer data) {
  if (strcmp(name, "IsStatusNotifierHostRegistered") == 0) return g_variant_new_boolean(TRUE);
  if (strcmp(name, "ProtocolVersion") == 0) return g_variant_new_int32(0);
  return g_variant_new_strv(NULL, 0);
}

static const GDBusInterfaceVTable TABLE = {called, asked, NULL};

static void connected(GDBusConnection *bus, const char *name, gpointer data) {
  GDBusNodeInfo *node = g_dbus_node_info_new_for_xml(XML, NULL);
  g_dbus_connection_register_object(bus, "/StatusNotifierWatcher", node->interfaces[0], &TABLE, NULL, NULL, NULL);
}

static void owned(GDBusConnection *bus, const char *name, gpointer data) {
  printf("ready\n");
  fflush(stdout);
}

int main(void) {
  g_bus_own_name(G_BUS_TYPE_SESSION, "org.kde.StatusNotifierWatcher", 0, connected, owned, NULL, NULL, NULL);
  g_main_loop_run(g_main_loop_new(NULL, FALSE));
  return 0;
}
