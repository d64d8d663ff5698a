// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.media;

import dev.tractrix.fault.BadInputException;
import java.io.IOException;
import java.io.StringReader;
import java.util.Optional;
import java.util.OptionalDouble;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * {@link ClipMetadata} as an XMP packet (ISO 16684-1): the one form that MP4, GIF, WebP and PNG all have a place for, and
 * that viewers look into for the AI-generated mark.
 */
final class XmpPacket {
    /** Larger packets are refused unread. */
    static final int MAX_BYTES = 64 << 20;

    private static final String RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static final String IPTC_EXT = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
    private static final String TRACTRIX = "https://tractrix.dev/ns/clip/1.0/";

    private XmpPacket() {}

    static String of(ClipMetadata metadata) {
        StringBuilder s = new StringBuilder();
        s.append("<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n")
                .append("<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"" + RDF + "\">\n")
                .append("<rdf:Description rdf:about=\"\" xmlns:Iptc4xmpExt=\"" + IPTC_EXT + "\" xmlns:tractrix=\""
                        + TRACTRIX + "\">\n");
        metadata.digitalSourceType().ifPresent(t -> element(s, "Iptc4xmpExt:DigitalSourceType", t));
        metadata.fps().ifPresent(f -> element(s, "tractrix:FramesPerSecond", Double.toString(f)));
        metadata.record().ifPresent(r -> element(s, "tractrix:Record", r));
        return s.append("</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>")
                .toString();
    }

    static ClipMetadata parse(String packet) {
        Document document;
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            // no document types: a packet from a stranger must not reach other files or expand without bound
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            document = builder.parse(new InputSource(new StringReader(packet.strip())));
        } catch (SAXException | IOException e) {
            throw new BadInputException("the clip's XMP metadata is damaged (" + e.getMessage() + ")", e);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
        return new ClipMetadata(
                value(document, TRACTRIX, "Record"),
                value(document, IPTC_EXT, "DigitalSourceType"),
                value(document, TRACTRIX, "FramesPerSecond").map(XmpPacket::fps).orElse(OptionalDouble.empty()));
    }

    private static OptionalDouble fps(String text) {
        try {
            double fps = Double.parseDouble(text);
            return fps > 0 && fps <= 1000 ? OptionalDouble.of(fps) : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    private static Optional<String> value(Document document, String namespace, String name) {
        NodeList elements = document.getElementsByTagNameNS(namespace, name);
        if (elements.getLength() > 0) {
            return Optional.of(elements.item(0).getTextContent());
        }
        // XMP allows a simple property to be an attribute of its description
        NodeList descriptions = document.getElementsByTagNameNS(RDF, "Description");
        for (int i = 0; i < descriptions.getLength(); i++) {
            Element d = (Element) descriptions.item(i);
            if (d.hasAttributeNS(namespace, name)) {
                return Optional.of(d.getAttributeNS(namespace, name));
            }
        }
        return Optional.empty();
    }

    private static void element(StringBuilder s, String name, String text) {
        s.append('<').append(name).append('>');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> s.append("&amp;");
                case '<' -> s.append("&lt;");
                case '>' -> s.append("&gt;");
                // a bare carriage return would come back as a line feed
                case '\r' -> s.append("&#13;");
                default -> {
                    if (c < ' ' && c != '\n' && c != '\t' || c == '\ufffe' || c == '\uffff') {
                        throw new IllegalArgumentException(String.format(
                                "character U+%04X at %d has no place in XML; JSON escapes it", (int) c, i));
                    }
                    s.append(c);
                }
            }
        }
        s.append("</").append(name).append(">\n");
    }
}
