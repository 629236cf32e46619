package io.timecoin.capture;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import uk.co.real_logic.sbe.PrimitiveType;
import uk.co.real_logic.sbe.PrimitiveValue;
import uk.co.real_logic.sbe.ir.Ir;
import uk.co.real_logic.sbe.ir.IrDecoder;
import uk.co.real_logic.sbe.ir.Token;
import uk.co.real_logic.sbe.otf.AbstractTokenListener;
import uk.co.real_logic.sbe.otf.OtfHeaderDecoder;
import uk.co.real_logic.sbe.otf.OtfMessageDecoder;
import uk.co.real_logic.sbe.otf.Types;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes messages apart by a schema that came with them, not by the one that this build was made with: what an older
 * build wrote stays readable.
 */
public final class SchemaDecoder
{
    private static final HexFormat HEX = HexFormat.of();

    private final Ir ir;
    private final OtfHeaderDecoder header;

    /**
     * A decoder.
     *
     * @param schemaIr the schema, as the SBE tool serializes it.
     * @throws CaptureException if it is none.
     */
    public SchemaDecoder(final byte[] schemaIr)
    {
        try (IrDecoder decoder = new IrDecoder(ByteBuffer.wrap(schemaIr)))
        {
            ir = decoder.decode();
            header = new OtfHeaderDecoder(ir.headerStructure());
        }
        catch (final RuntimeException ex)
        {
            throw new CaptureException(CaptureException.Reason.BAD_RECORD, 0,
                "the schema that the file carries cannot be read: " + ex.getMessage(), ex);
        }
    }

    /**
     * Takes a message apart.
     *
     * @param buffer that holds it, its header first.
     * @param offset of the header.
     * @param length of the whole message.
     * @return {@code record} with its name, then its fields in the schema's order: numbers, text, bytes in
     *     hexadecimal, groups as lists.
     * @throws CaptureException if the schema knows no such message, or the message is shorter than it says.
     */
    public Map<String, Object> decode(final DirectBuffer buffer, final int offset, final int length)
    {
        if (length < header.encodedLength())
        {
            throw bad("a message of " + length + " bytes, shorter than its header", null);
        }
        final int templateId = header.getTemplateId(buffer, offset);
        final List<Token> tokens = ir.getMessage(templateId);
        if (tokens == null)
        {
            throw bad("the file's own schema knows no message " + templateId, null);
        }
        final Fields fields = new Fields(tokens.get(0).name());
        try
        {
            // A view of exactly the message: a length inside it that is too long does not lead out of it.
            final DirectBuffer message = new UnsafeBuffer(buffer, offset, length);
            OtfMessageDecoder.decode(message, header.encodedLength(), header.getSchemaVersion(message, 0),
                header.getBlockLength(message, 0), tokens, fields);
        }
        catch (final IndexOutOfBoundsException | IllegalArgumentException ex)
        {
            throw bad("a message " + tokens.get(0).name() + " that is shorter than it says", ex);
        }
        return fields.root;
    }

    private static CaptureException bad(final String message, final Throwable cause)
    {
        return new CaptureException(CaptureException.Reason.BAD_RECORD, 0, message, cause);
    }

    /** Collects fields into a tree. */
    private static final class Fields extends AbstractTokenListener
    {
        private final Map<String, Object> root = new LinkedHashMap<>();
        private final Deque<Map<String, Object>> places = new ArrayDeque<>();

        private Fields(final String message)
        {
            root.put("record", message);
            places.push(root);
        }

        @Override
        public void onEncoding(
            final Token fieldToken, final DirectBuffer buffer, final int bufferIndex, final Token typeToken,
            final int actingVersion)
        {
            put(fieldToken, value(buffer, bufferIndex, typeToken));
        }

        @Override
        public void onBeginComposite(
            final Token fieldToken, final List<Token> tokens, final int fromIndex, final int toIndex)
        {
            final Map<String, Object> composite = new LinkedHashMap<>();
            put(fieldToken, composite);
            places.push(composite);
        }

        @Override
        public void onEndComposite(
            final Token fieldToken, final List<Token> tokens, final int fromIndex, final int toIndex)
        {
            places.pop();
        }

        @Override
        public void onEnum(
            final Token fieldToken, final DirectBuffer buffer, final int bufferIndex, final List<Token> tokens,
            final int fromIndex, final int toIndex, final int actingVersion)
        {
            put(fieldToken, Types.getLong(buffer, bufferIndex, tokens.get(fromIndex + 1).encoding()));
        }

        @Override
        public void onBitSet(
            final Token fieldToken, final DirectBuffer buffer, final int bufferIndex, final List<Token> tokens,
            final int fromIndex, final int toIndex, final int actingVersion)
        {
            put(fieldToken, Types.getLong(buffer, bufferIndex, tokens.get(fromIndex + 1).encoding()));
        }

        @Override
        public void onGroupHeader(final Token token, final int numInGroup)
        {
            put(token, new ArrayList<Map<String, Object>>());
        }

        @Override
        @SuppressWarnings("unchecked")
        public void onBeginGroup(final Token token, final int groupIndex, final int numInGroup)
        {
            final Map<String, Object> member = new LinkedHashMap<>();
            ((List<Map<String, Object>>)places.peek().get(token.name())).add(member);
            places.push(member);
        }

        @Override
        public void onEndGroup(final Token token, final int groupIndex, final int numInGroup)
        {
            places.pop();
        }

        @Override
        public void onVarData(
            final Token fieldToken, final DirectBuffer buffer, final int bufferIndex, final int length,
            final Token typeToken)
        {
            final byte[] bytes = new byte[length];
            buffer.getBytes(bufferIndex, bytes);
            put(fieldToken, typeToken.encoding().characterEncoding() == null ? HEX.formatHex(bytes) :
                new String(bytes, StandardCharsets.UTF_8));
        }

        private void put(final Token token, final Object value)
        {
            places.peek().put(token.name(), value);
        }

        private static Object value(final DirectBuffer buffer, final int offset, final Token type)
        {
            if (type.isConstantEncoding())
            {
                return number(type.encoding().constValue());
            }
            if (type.arrayLength() == 1)
            {
                return number(buffer, offset, type);
            }
            final byte[] bytes = new byte[type.arrayLength() * type.encoding().primitiveType().size()];
            buffer.getBytes(offset, bytes);
            return type.encoding().primitiveType() == PrimitiveType.CHAR ?
                new String(bytes, StandardCharsets.US_ASCII) : HEX.formatHex(bytes);
        }

        private static Object number(final DirectBuffer buffer, final int offset, final Token type)
        {
            return switch (type.encoding().primitiveType())
            {
                case FLOAT -> (double)buffer.getFloat(offset, type.encoding().byteOrder());
                case DOUBLE -> buffer.getDouble(offset, type.encoding().byteOrder());
                case UINT64 -> unsigned(Types.getLong(buffer, offset, type.encoding()));
                default -> Types.getLong(buffer, offset, type.encoding());
            };
        }

        private static Object unsigned(final long value)
        {
            return value >= 0 ? (Object)value : Long.toUnsignedString(value);
        }

        private static Object number(final PrimitiveValue constant)
        {
            return constant.toString();
        }
    }
}
