import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.*;
import java.net.*;
import java.nio.file.*;
import java.util.*;
import java.util.stream.*;

/** Lists what the compiled declarations in a folder declare, one member a line, for sdk-listing.mjs. */
class ListApi {
  public static void main(String[] arguments) throws IOException, ClassNotFoundException {
    Path folder = Path.of(arguments[0]);
    List<String> names;
    try (Stream<Path> files = Files.walk(folder)) {
      names = files.map(file -> folder.relativize(file).toString()).filter(name -> name.endsWith(".class"))
          .map(name -> name.replace(".class", "").replace('/', '.')).sorted().collect(Collectors.toList());
    }
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      for (String name : names) list(Class.forName(name, false, loader));
    }
  }

  private static void list(Class<?> type) {
    for (Constructor<?> made : type.getDeclaredConstructors()) {
      if (isSeen(made)) say(type, "constructor", made, "");
    }
    for (Method method : type.getDeclaredMethods()) {
      if (isSeen(method) && !method.isSynthetic()) say(type, method.getName(), method, of(method.getReturnType(), method));
    }
    for (Field field : type.getDeclaredFields()) {
      if (isSeen(field)) System.out.println(String.join("\t", type.getCanonicalName(), "field", field.getName(), value(field)));
    }
  }

  private static void say(Class<?> type, String name, Executable member, String answer) {
    Annotation[][] annotations = member.getParameterAnnotations();
    Class<?>[] types = member.getParameterTypes();
    String parameters = IntStream.range(0, types.length).mapToObj(place -> of(types[place], annotations[place]))
        .collect(Collectors.joining(","));
    String mark = member.isAnnotationPresent(Deprecated.class) ? "deprecated" : "";
    String kind = Modifier.isStatic(member.getModifiers()) ? "static" : "";
    System.out.println(String.join("\t", type.getCanonicalName(), "method", name, kind, parameters, answer, mark));
  }

  private static boolean isSeen(Member member) {
    return Modifier.isPublic(member.getModifiers()) || Modifier.isProtected(member.getModifiers());
  }

  private static String of(Class<?> type, AnnotatedElement annotated) {
    return of(type, annotated.getAnnotations());
  }

  private static String of(Class<?> type, Annotation[] annotations) {
    boolean isNullable = Arrays.stream(annotations).anyMatch(each -> each.annotationType().getSimpleName().equals("Nullable"));
    return type.getCanonicalName() + (isNullable ? "?" : "");
  }

  /** Only constants are read: nothing of a declaration runs. */
  private static String value(Field field) {
    boolean isConstant = Modifier.isStatic(field.getModifiers()) && Modifier.isFinal(field.getModifiers())
        && (field.getType() == int.class || field.getType() == String.class);
    if (!isConstant) return "";
    try {
      field.setAccessible(true);
      return String.valueOf(field.get(null));
    } catch (IllegalAccessException error) {
      return "";
    }
  }
}
