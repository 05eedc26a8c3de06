import java.nio.file.Path;
import javax.xml.parsers.*;
import org.w3c.dom.*;
import org.xml.sax.*;

/**
 * Reads XML files and prints each element with its attributes for android-project.mjs: file, depth, name, then names
 * and values, parted by tabs. Names have the prefix that the file gives them.
 */
class ReadXml {
  public static void main(String[] files) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    for (String file : files) {
      try {
        DocumentBuilder builder = factory.newDocumentBuilder();
        builder.setErrorHandler(null);
        say(file, 0, builder.parse(Path.of(file).toFile()).getDocumentElement());
      } catch (SAXParseException error) {
        System.out.println(String.join("\t", file, "broken", error.getLineNumber() + ": " + error.getMessage()));
      }
    }
  }

  private static void say(String file, int depth, Element element) {
    StringBuilder line = new StringBuilder(file + "\t" + depth + "\t" + element.getTagName());
    NamedNodeMap attributes = element.getAttributes();
    for (int place = 0; place < attributes.getLength(); place++) {
      line.append("\t").append(attributes.item(place).getNodeName()).append("\t").append(attributes.item(place).getNodeValue());
    }
    System.out.println(line);
    for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Element) say(file, depth + 1, (Element) child);
    }
  }
}
