using System.IO.Compression;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Tokens;

namespace Recipes.Documents.Pdf;

/// <summary>The parser's own stream filters, each charged for what comes out of it before it is let out.</summary>
internal sealed class MeteredFilters(ReadBudget budget) : IFilterProvider
{
    private static readonly IFilterProvider Filters = DefaultFilterProvider.Instance;

    public IReadOnlyList<IFilter> GetFilters(DictionaryToken dictionary) => Metered(Filters.GetFilters(dictionary));

    public IReadOnlyList<IFilter> GetNamedFilters(IReadOnlyList<NameToken> names) => Metered(Filters.GetNamedFilters(names));

    public IReadOnlyList<IFilter> GetAllFilters() => Metered(Filters.GetAllFilters());

    private IReadOnlyList<IFilter> Metered(IReadOnlyList<IFilter> filters) =>
        [.. filters.Select(f => new MeteredFilter(f, budget))];

    private sealed class MeteredFilter(IFilter filter, ReadBudget budget) : IFilter
    {
        /// <summary>A shorter stream cannot unpack to more than 68 MB: deflate ends at 1,032 times its input.</summary>
        private const int HarmlessBytes = 64 * 1024;

        public bool IsSupported => filter.IsSupported;

        public Memory<byte> Decode(
            Memory<byte> input, DictionaryToken streamDictionary, IFilterProvider filterProvider, int filterIndex)
        {
            budget.Check();
            if (filter is FlateFilter && input.Length > HarmlessBytes)
            {
                RejectBomb(input);
            }

            var output = filter.Decode(input, streamDictionary, filterProvider, filterIndex);
            budget.Unpacked(output.Length);
            return output;
        }

        /// <summary>Unpacks once into nothing, since the filter itself would take all the memory that the stream asks for.</summary>
        private void RejectBomb(Memory<byte> input)
        {
            using var stream = new ZLibStream(new MemoryStream(input.ToArray(), writable: false), CompressionMode.Decompress);
            var buffer = new byte[64 * 1024];
            var total = 0L;
            try
            {
                int read;
                while ((read = stream.Read(buffer)) > 0)
                {
                    total += read;
                    budget.Check();
                    if (total > budget.Limits.UnpackedBytes)
                    {
                        budget.Unpacked(int.MaxValue); // ends the reading, also where the parser swallows the exception once
                    }
                }
            }
            catch (InvalidDataException)
            {
                // Damaged from here on: the filter keeps what came before, and that was within the limit.
                return;
            }
        }
    }
}
