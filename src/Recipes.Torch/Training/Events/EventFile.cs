using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Recipes.Core;

namespace Recipes.Torch.Training.Events;

/// <summary>The lines of a training as a file that TensorBoard shows: loss, validation loss, learning rate and the
/// gradient's length by step.</summary>
/// <remarks>Records of TensorFlow's format (tensorflow/core/lib/io/record_writer.h): length, masked CRC-32C of the length,
/// data, masked CRC-32C of the data; each holds an Event of tensorflow/core/util/event.proto. Equal lines give equal
/// bytes, so an event's time is its step in seconds, not the clock's.</remarks>
public static class EventFile
{
    /// <summary>TensorBoard looks for <c>tfevents</c> in a file's name.</summary>
    public const string Name = "events.out.tfevents.0.recipes";

    private const uint Mask = 0xA282EAD8; // record_writer.h's kMaskDelta

    /// <summary>Writes the file under a temporary name beside it and renames.</summary>
    /// <param name="path">The file.</param>
    /// <param name="lines">In the order of the steps.</param>
    public static void Write(string path, IEnumerable<TrainingLine> lines)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(lines);
        AtomicFile.Write(path, temporary =>
        {
            using var stream = File.Create(temporary);
            Record(stream, [.. Double(1, 0), .. Bytes(3, "brain.Event:2"u8)]); // the version, first in every file
            foreach (var line in lines)
            {
                Record(stream, Event(line));
            }
        });
    }

    /// <summary>An event with one value for each number of a line.</summary>
    private static byte[] Event(TrainingLine line)
    {
        (string Tag, double? Value)[] values =
        [
            ("train/loss", line.Loss),
            ("validation/loss", line.ValidationLoss),
            ("train/learning_rate", line.LearningRate),
            ("train/gradient_norm", line.GradientNorm),
        ];
        byte[] summary = [.. values.Where(one => one.Value is not null).SelectMany(one =>
            Bytes(1, [.. Bytes(1, Encoding.UTF8.GetBytes(one.Tag)), .. Float(2, (float)(one.Value ?? 0))]))];
        return [.. Double(1, line.Step), .. Number(2, line.Step), .. Bytes(5, summary)];
    }

    private static void Record(FileStream stream, ReadOnlySpan<byte> data)
    {
        Span<byte> head = stackalloc byte[12];
        Span<byte> tail = stackalloc byte[4];
        BinaryPrimitives.WriteUInt64LittleEndian(head, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], MaskedCrc(head[..8]));
        BinaryPrimitives.WriteUInt32LittleEndian(tail, MaskedCrc(data));
        stream.Write(head);
        stream.Write(data);
        stream.Write(tail);
    }

    private static uint MaskedCrc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var one in data)
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        return BitOperations.RotateRight(~crc, 15) + Mask;
    }

    // A field of a protocol buffer: its key, number · 8 + kind, then the value.
    private static byte[] Double(int field, double value)
    {
        var bytes = new byte[9];
        bytes[0] = (byte)((field << 3) | 1);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(1), value);
        return bytes;
    }

    private static byte[] Float(int field, float value)
    {
        var bytes = new byte[5];
        bytes[0] = (byte)((field << 3) | 5);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(1), value);
        return bytes;
    }

    private static byte[] Number(int field, long value) => [(byte)(field << 3), .. Varint((ulong)value)];

    private static byte[] Bytes(int field, ReadOnlySpan<byte> value) =>
        [(byte)((field << 3) | 2), .. Varint((ulong)value.Length), .. value];

    private static List<byte> Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return bytes;
    }
}
