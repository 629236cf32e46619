package io.timecoin.capture;

import io.timecoin.wire.CaptureTickEncoder;
import io.timecoin.wire.CaptureTransactionEncoder;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.SubmitEncoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.co.real_logic.sbe.ir.IrEncoder;
import uk.co.real_logic.sbe.xml.IrGenerator;
import uk.co.real_logic.sbe.xml.MessageSchema;
import uk.co.real_logic.sbe.xml.ParserOptions;
import uk.co.real_logic.sbe.xml.XmlSchemaParser;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SchemaDecoderTest
{
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);

    @Test
    void shouldReadNumbersBytesAndGroupsByTheirNames()
    {
        final CaptureTransactionEncoder transaction = new CaptureTransactionEncoder();
        transaction.wrapAndApplyHeader(buffer, 7, new MessageHeaderEncoder())
            .sequence(5).stampNs(-6).session(1).peer(-1).reference(9).batch(-1).batchIndex(2).batchCount(3)
            .putTransaction(new byte[]{1, (byte)0xFF}, 0, 2);
        final Map<String, Object> fields = decoder().decode(buffer, 7, 8 + transaction.encodedLength());
        assertThat(fields).containsEntry("record", "CaptureTransaction").containsEntry("sequence", 5L)
            .containsEntry("stampNs", -6L).containsEntry("peer", -1L).containsEntry("batchCount", 3L)
            .containsEntry("transaction", "01ff");

        final SubmitEncoder submit = new SubmitEncoder();
        submit.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder()).entriesCount(2)
            .next().reference(1).putTransaction(new byte[1], 0, 1)
            .next().reference(2).putTransaction(new byte[2], 0, 2);
        assertThat(decoder().decode(buffer, 0, 8 + submit.encodedLength()).get("entries")).isEqualTo(List.of(
            Map.of("reference", 1L, "transaction", "00"), Map.of("reference", 2L, "transaction", "0000")));
    }

    /** What was one number in the build that wrote the file is two in this test's schema, under other names. */
    @Test
    void shouldReadAFileByTheSchemaThatItCarries(@TempDir final Path folder) throws Exception
    {
        final String xml = Files.readString(Path.of("schemas/timecoin.xml"));
        final String tick = xml.substring(xml.indexOf("<sbe:message name=\"CaptureTick\""));
        final String older = tick.replaceFirst("name=\"CaptureTick\"", "name=\"OldTick\"")
            .replaceFirst("<field name=\"sequence\" id=\"1\" type=\"int64\"/>",
                "<field name=\"low\" id=\"1\" type=\"uint32\"/><field name=\"high\" id=\"3\" type=\"int32\"/>")
            .replaceFirst("name=\"stampNs\"", "name=\"timeNs\"");
        final Path file = folder.resolve("old.tcap");
        try (CaptureWriter writer = CaptureWriter.create(file, CaptureKind.RECORDED, CaptureFixture.genesis(1), true, 0,
            "test", CaptureFormat.FULL_PAYLOAD, serialized(xml.replace(tick, older))))
        {
            writer.tick((3L << 32) + 4, 77);
            writer.finish(1, null);
        }
        try (CaptureReader reader = CaptureReader.open(file); CaptureRecords records = reader.records())
        {
            final SchemaDecoder decoder = new SchemaDecoder(reader.schemaIr());
            assertThat(records.next()).isTrue();
            assertThat(decoder.decode(records.buffer(), records.offset(), records.length()))
                .containsExactly(Map.entry("record", "OldTick"), Map.entry("low", 4L), Map.entry("high", 3L),
                    Map.entry("timeNs", 77L));
            assertThat(records.next()).isFalse();
        }
    }

    @Test
    void shouldRefuseWhatIsNoMessageOrNoSchema()
    {
        final CaptureTickEncoder tick = new CaptureTickEncoder();
        tick.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder()).sequence(1).stampNs(2);
        assertThatThrownBy(() -> decoder().decode(buffer, 0, 4)).isInstanceOf(CaptureException.class);
        assertThatThrownBy(() -> decoder().decode(buffer, 0, 12)).isInstanceOf(CaptureException.class);
        new MessageHeaderEncoder().wrap(buffer, 0).templateId(4_711);
        assertThatThrownBy(() -> decoder().decode(buffer, 0, 24)).isInstanceOf(CaptureException.class)
            .hasMessageContaining("4711");
        final byte[] ir = CaptureFormat.schemaIr();
        assertThatThrownBy(() -> new SchemaDecoder(Arrays.copyOf(ir, ir.length / 2)))
            .isInstanceOf(CaptureException.class);
        assertThatThrownBy(() -> new SchemaDecoder(new byte[0])).isInstanceOf(CaptureException.class);
    }

    private static SchemaDecoder decoder()
    {
        return new SchemaDecoder(CaptureFormat.schemaIr());
    }

    private static byte[] serialized(final String xml) throws Exception
    {
        final MessageSchema schema = XmlSchemaParser.parse(
            new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)), ParserOptions.DEFAULT);
        final ByteBuffer bytes = ByteBuffer.allocateDirect(1 << 20);
        try (IrEncoder encoder = new IrEncoder(bytes, new IrGenerator().generate(schema)))
        {
            final byte[] serialized = new byte[encoder.encode()];
            bytes.get(0, serialized);
            return serialized;
        }
    }
}
